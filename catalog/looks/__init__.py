"""How a material looks, all of it derived from its record in trade units: shader values, maps, chips and swatches."""
