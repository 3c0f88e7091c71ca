<?php

/**
 * As much of WordPress as the plugin calls, so that it can be run without one. $world holds what is set up; calls of
 * the outside are kept in $heard.
 */

const ABSPATH = '/';
const DAY_IN_SECONDS = 86400;
const MINUTE_IN_SECONDS = 60;
$world = json_decode(getenv('WORLD') ?: '{}', true) + ['options' => [], 'user' => 0, 'transients' => [], 'answers' => [], 'skus' => [], 'can' => true];
$hooks = [];
$heard = [];
$_COOKIE = $world['cookies'] ?? [];

function add_action($name, $call, $priority = 10) { global $hooks; $hooks[$name][$priority][] = $call; }
function add_filter($name, $call, $priority = 10) { add_action($name, $call, $priority); }
function has_action($name, $call) { global $hooks; foreach ($hooks[$name] ?? [] as $priority => $calls) { if (in_array($call, $calls, true)) { return $priority; } } return false; }
function remove_action($name, $call, $priority = 10) { global $hooks; $at = array_search($call, $hooks[$name][$priority] ?? [], true); if ($at === false) { return false; } unset($hooks[$name][$priority][$at]); return true; }
function do_action($name, ...$said) { global $hooks; ksort($hooks[$name]); foreach ($hooks[$name] as $calls) { foreach ($calls as $call) { $call(...$said); } } }
function apply_filters($name, $value, ...$more) { global $hooks, $running; $running[$name] = true; foreach ($hooks[$name] ?? [] as $calls) { foreach ($calls as $call) { $value = $call($value, ...$more); } } unset($running[$name]); return $value; }
function doing_filter($name) { global $running; return isset($running[$name]); }
function wp_is_block_theme() { global $world; return $world['blocks'] ?? false; }
function is_feed() { global $world; return $world['feed'] ?? false; }
function is_cart() { global $world; return $world['cart_page'] ?? false; }
function get_queried_object_id() { return 7; }
function wp_set_option_autoload($name, $is) { global $heard; $heard[] = ['autoload', $name, $is]; }
function add_shortcode($name, $call) { global $hooks; $hooks["[$name]"] = $call; }
function register_block_type($name, $made) { global $hooks; $hooks["block $name"] = $made['render_callback']; }
function register_setting($group, $name, $made) { global $hooks; $hooks["setting $name"] = $made['sanitize_callback']; }
function get_option($name, $usual = false) { global $world; return $world['options'][$name] ?? $usual; }
function get_transient($name) { global $world; return $world['transients'][$name] ?? false; }
function set_transient($name, $value, $seconds) { global $world, $heard; $world['transients'][$name] = $value; $heard[] = ['kept', $value, $seconds]; }
function wp_remote_post($address, $sent) { global $world, $heard; $heard[] = ['asked', $address, $sent]; return array_shift($world['answers']) ?? ['status' => 0]; }
function is_wp_error($answer) { return $answer['status'] === 0; }
function wp_remote_retrieve_body($answer) { return json_encode($answer['body'] ?? null); }
function wp_remote_retrieve_response_code($answer) { return $answer['status']; }
function wp_remote_retrieve_header($answer, $name) { return $answer['headers'][$name] ?? ''; }
function is_user_logged_in() { global $world; return $world['user'] > 0; }
function get_current_user_id() { global $world; return $world['user']; }
function current_user_can($what) { global $world; return $world['can']; }
function check_admin_referer($what) { global $heard; $heard[] = ['nonce', $what]; }
function wp_die($said) { echo "died: $said"; exit; }
function wc_get_product_id_by_sku($sku) { return $sku === 'TOTE-1' ? 7 : 0; }
function wc_get_product($id) { global $world; return new WC_Product('TOTE-1', $world['shown'] ?? true); }
function is_singular($type) { global $world; return $world['singular'] ?? false; }
function wc_get_order($id) { global $world; return new class ($world['skus']) { public function __construct(private $skus) {} public function get_items() { return array_map(fn ($sku) => new class ($sku) { public function __construct(private $sku) {} public function get_product() { return new WC_Product($this->sku); } }, $this->skus); } }; }
class WC_Product { public function __construct(private $sku, private $shown = true) {} public function get_sku() { return $this->sku; } public function is_visible() { return $this->shown; } public function get_permalink() { return 'https://shop.example/product/tote/?colour=black'; } }
function WC() { global $world; return (object) ['cart' => new class ($world['skus']) { public function __construct(private $skus) {} public function get_cart() { return array_map(fn ($sku) => ['data' => new WC_Product($sku)], $this->skus); } }]; }
function woocommerce_upsell_display() { echo '<p>own upsells</p>'; }
function woocommerce_output_related_products() { echo '<p>own related</p>'; }
function woocommerce_cross_sell_display() { echo '<p>own cross-sells</p>'; }
foreach (['woocommerce_upsell_display' => 15, 'woocommerce_output_related_products' => 20] as $own => $at) { add_action('woocommerce_after_single_product_summary', $own, $at); }
add_action('woocommerce_cart_collaterals', 'woocommerce_cross_sell_display');
class Database { public $options = 'wp_options'; public function esc_like($said) { return addcslashes($said, '_%\\'); } public function prepare($asked, $said) { return sprintf($asked, "'$said'"); } public function query($asked) { global $heard; $heard[] = ['query', $asked]; } }
$wpdb = new Database();
function esc_attr($said) { return htmlspecialchars((string) $said, ENT_QUOTES); }
function esc_html($said) { return esc_attr($said); }
function esc_html__($said, $domain) { return esc_attr($said); }
function esc_url($said) { return esc_attr($said); }
function __($said, $domain) { return $said; }
function esc_url_raw($said, $schemes) { return preg_match('/^(' . implode('|', $schemes) . '):\/\//', $said) ? $said : ''; }
function untrailingslashit($said) { return rtrim($said, '/'); }
function wp_parse_url($said) { return parse_url($said) ?: []; }
function sanitize_text_field($said) { return trim(strip_tags($said)); }
function wp_unslash($said) { return $said; }
function wp_json_encode($said, $how = 0) { return json_encode($said, $how); }
function determine_locale() { return 'de_DE'; }
function home_url($path) { return "https://shop.example$path"; }
function admin_url($path) { return "https://shop.example/wp-admin/$path"; }
function add_query_arg($name, $value, $address) { return "$address?$name=$value"; }
function add_settings_error(...$said) { global $heard; $heard[] = ['error', ...$said]; }
function wp_safe_redirect($to, $status = 302) { echo "redirect $status $to"; }
function nocache_headers() { global $heard; $heard[] = ['not cached']; }
function is_ssl() { return true; }
function wp_generate_uuid4() { return '00000000-0000-4000-8000-000000000000'; }
function wp_print_inline_script_tag($said, $more) { echo "<script id=\"{$more['id']}\">$said</script>"; }
function settings_errors($name = '') { global $heard; $heard[] = ['errors', $name]; }
function settings_fields($name) { echo "<nonce $name>"; }
function wp_nonce_field($name) { echo "<nonce $name>"; }
function submit_button(...$said) {}
function checked($one, $other, $echo) { return $one === $other ? ' checked' : ''; }
function disabled($one, $other, $echo) { return $one === $other ? ' disabled' : ''; }
function delete_transient($name) {}
function add_submenu_page(...$said) {}
function wp_register_script(...$said) {}
function wp_add_inline_script(...$said) {}
function register_uninstall_hook(...$said) {}
function delete_option($name) { global $heard; $heard[] = ['deleted', $name]; }

require getenv('PLUGIN');
