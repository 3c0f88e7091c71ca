"""The Studio's pages about segments: who belongs to them, how many they are, which rules name them."""
