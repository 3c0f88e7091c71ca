<?php

/**
 * Plugin Name:       WooRec Recommendations
 * Description:       Lists of WooRec on product pages, in the cart and wherever a shortcode or block stands. Nothing leaves your own servers.
 * Version:           0.1.0
 * Requires at least: 6.5
 * Requires PHP:      7.4
 * Requires Plugins:  woocommerce
 * License:           Apache-2.0
 *
 * One file: copy it into wp-content/plugins, activate it, and fill in WooCommerce > WooRec. docs/woocommerce.md says more.
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

const WOOREC_OPTION = 'woorec_settings';
const WOOREC_SECRET = 'woorec_server_key'; // an option of its own, so that it is never read along with the others
const WOOREC_COOKIE = 'woorec_session';
const WOOREC_TOKEN_SECONDS = 3600;
const WOOREC_TOKEN_SPARE = 600; // a token is renewed so long before it ends
const WOOREC_BUDGET = 1; // seconds that a page waits for a token
const WOOREC_FAILED_SECONDS = 30; // that a customer's pages do not ask again after they waited in vain
const WOOREC_DEFAULTS = [
    'api' => '',
    'key' => '',
    'on_product' => '1',
    'on_cart' => '1',
    'on_thanks' => '1',
    'product_heading' => 'Pairs with',
    'cart_heading' => 'Goes well with your cart',
    'thanks_heading' => 'For the next time',
    'limit' => '4',
];

/* Settings */

function woorec_settings(): array
{
    $kept = get_option(WOOREC_OPTION, []);
    return array_merge(WOOREC_DEFAULTS, is_array($kept) ? $kept : []);
}

/** The key of the shop's server, which vouches for customers. A constant in wp-config.php goes before the setting. */
function woorec_server_key(): string
{
    return defined('WOOREC_SERVER_KEY') ? (string) WOOREC_SERVER_KEY : (string) get_option(WOOREC_SECRET, '');
}

function woorec_is_ready(): bool
{
    $settings = woorec_settings();
    return $settings['api'] !== '' && $settings['key'] !== '';
}

/** Take an address of WooRec only if browsers may be sent there: https, or this machine. */
function woorec_clean_api(string $said): string
{
    $address = untrailingslashit(esc_url_raw(trim($said), ['https', 'http']));
    $parts = wp_parse_url($address);
    $is_here = in_array($parts['host'] ?? '', ['localhost', '127.0.0.1'], true);
    return ($parts['scheme'] ?? '') === 'https' || $is_here ? $address : '';
}

function woorec_clean_settings($said): array
{
    $said = is_array($said) ? $said : [];
    $clean = [
        'api' => woorec_clean_api((string) ($said['api'] ?? '')),
        'key' => preg_replace('/[^A-Za-z0-9_\-]/', '', (string) ($said['key'] ?? '')),
        'limit' => (string) min(12, max(1, (int) ($said['limit'] ?? 4))),
    ];
    foreach (['on_product', 'on_cart', 'on_thanks'] as $name) {
        $clean[$name] = empty($said[$name]) ? '' : '1';
    }
    foreach (['product_heading', 'cart_heading', 'thanks_heading'] as $name) {
        $clean[$name] = sanitize_text_field((string) ($said[$name] ?? ''));
    }
    if ($clean['api'] === '' && !empty($said['api'])) {
        $clean['api'] = woorec_settings()['api']; // a slip of the pen switches no list off
        add_settings_error(WOOREC_OPTION, 'woorec_api', __('The address of WooRec must begin with https://. The one before is kept.', 'woorec'));
    }
    return $clean;
}

/** An empty field keeps the key: it is never sent to a browser, so it cannot come back from one. */
function woorec_clean_secret($said): string
{
    $said = preg_replace('/[^A-Za-z0-9_\-]/', '', is_string($said) ? $said : '');
    return $said === '' ? (string) get_option(WOOREC_SECRET, '') : $said;
}

add_action('admin_init', static function (): void {
    register_setting('woorec', WOOREC_OPTION, ['type' => 'array', 'sanitize_callback' => 'woorec_clean_settings']);
    register_setting('woorec', WOOREC_SECRET, ['type' => 'string', 'sanitize_callback' => 'woorec_clean_secret']);
});

// WordPress reads a new option of a settings page into every request, and into the cache of all options.
add_action('add_option_' . WOOREC_SECRET, static function (): void {
    wp_set_option_autoload(WOOREC_SECRET, false);
});

// WordPress asks for manage_options otherwise; who runs the shop may run this.
add_filter('option_page_capability_woorec', static fn (): string => 'manage_woocommerce');

add_action('admin_menu', static function (): void {
    add_submenu_page('woocommerce', __('WooRec', 'woorec'), __('WooRec', 'woorec'), 'manage_woocommerce', 'woorec', 'woorec_settings_page');
});

function woorec_settings_page(): void
{
    if (!current_user_can('manage_woocommerce')) {
        wp_die(esc_html__('You may not change this.', 'woorec'));
    }
    $settings = woorec_settings();
    $field = static function (string $name, string $label, string $help, string $type = 'text') use ($settings): void {
        printf(
            '<tr><th scope="row"><label for="woorec-%1$s">%2$s</label></th><td><input type="%3$s" class="regular-text" id="woorec-%1$s" name="%4$s[%1$s]" value="%5$s"><p class="description">%6$s</p></td></tr>',
            esc_attr($name),
            esc_html($label),
            esc_attr($type),
            esc_attr(WOOREC_OPTION),
            esc_attr($settings[$name]),
            esc_html($help)
        );
    };
    $switch = static function (string $name, string $label, string $what) use ($settings): void {
        printf(
            '<tr><th scope="row">%1$s</th><td><label><input type="checkbox" name="%2$s[%3$s]" value="1"%4$s> %5$s</label></td></tr>',
            esc_html($label),
            esc_attr(WOOREC_OPTION),
            esc_attr($name),
            checked($settings[$name], '1', false),
            esc_html($what)
        );
    };
    echo '<div class="wrap"><h1>' . esc_html__('WooRec', 'woorec') . '</h1>';
    settings_errors(); // also what WordPress says of itself: that it is saved
    echo '<form method="post" action="options.php">';
    settings_fields('woorec'); // a nonce, which options.php checks together with the capability
    echo '<table class="form-table" role="presentation">';
    $field('api', __('Address of WooRec', 'woorec'), __('As in https://recs.shop.example, without /api/v1.', 'woorec'), 'url');
    $field('key', __('Browser key', 'woorec'), __('It may ask for recommendations and send events, and nothing else: everybody can read it in the page.', 'woorec'));
    woorec_secret_field();
    $switch('on_product', __('Product page', 'woorec'), __('Show a list in place of upsells and related products', 'woorec'));
    $field('product_heading', __('Heading on product pages', 'woorec'), '');
    $switch('on_cart', __('Cart', 'woorec'), __('Show a list in place of cross-sells', 'woorec'));
    $field('cart_heading', __('Heading in the cart', 'woorec'), '');
    $switch('on_thanks', __('Thank-you page', 'woorec'), __('Show a list below the order', 'woorec'));
    $field('thanks_heading', __('Heading on the thank-you page', 'woorec'), '');
    $field('limit', __('Products in a list', 'woorec'), __('1 to 12.', 'woorec'), 'number');
    echo '</table>';
    submit_button();
    echo '</form>';
    woorec_check_form();
    echo '</div>';
}

function woorec_secret_field(): void
{
    $is_fixed = defined('WOOREC_SERVER_KEY');
    $help = $is_fixed
        ? __('It stands in wp-config.php as WOOREC_SERVER_KEY.', 'woorec')
        : __('It may name the customer of a request. It vouches for customers who are signed in, stays on this server and is not shown again. Without it they get the lists of visitors, and what they said their skin must avoid does not count.', 'woorec');
    printf(
        '<tr><th scope="row"><label for="woorec-secret">%1$s</label></th><td><input type="password" class="regular-text" id="woorec-secret" name="%2$s" value="" autocomplete="off" placeholder="%3$s"%4$s><p class="description">%5$s</p></td></tr>',
        esc_html__('Server key', 'woorec'),
        esc_attr(WOOREC_SECRET),
        esc_attr(woorec_server_key() === '' ? '' : __('kept', 'woorec')),
        disabled($is_fixed, true, false),
        esc_html($help)
    );
}

/** A button that asks WooRec for a list and says what came. */
function woorec_check_form(): void
{
    $said = get_transient('woorec_check_' . get_current_user_id());
    if (is_string($said) && $said !== '') {
        printf('<div class="notice notice-info"><p>%s</p></div>', esc_html($said));
        delete_transient('woorec_check_' . get_current_user_id());
    }
    printf('<form method="post" action="%s">', esc_url(admin_url('admin-post.php')));
    echo '<input type="hidden" name="action" value="woorec_check">';
    wp_nonce_field('woorec_check');
    submit_button(__('Ask for a list', 'woorec'), 'secondary');
    echo '</form>';
}

add_action('admin_post_woorec_check', static function (): void {
    if (!current_user_can('manage_woocommerce')) {
        wp_die(esc_html__('You may not do this.', 'woorec'), '', ['response' => 403]);
    }
    check_admin_referer('woorec_check');
    set_transient('woorec_check_' . get_current_user_id(), woorec_check(), MINUTE_IN_SECONDS);
    wp_safe_redirect(admin_url('admin.php?page=woorec'));
    exit;
});

/** Ask as a page of the shop does, and for a token as the shop's server does. What to mend, or that nothing is. */
function woorec_check(): string
{
    try {
        $region = woorec_region();
    } catch (Throwable $error) { // a shop's own filter, that may count on a page of the shop
        /* translators: %s is what PHP said */
        return sprintf(__('The filter woorec_region failed: %s', 'woorec'), $error->getMessage());
    }
    $wish = ['placement' => 'home', 'limit' => 1] + ($region === '' ? [] : ['region' => $region]);
    $answer = woorec_post('recommendations', woorec_settings()['key'], $wish, 5, ['Origin' => woorec_origin()]);
    if ($answer['status'] !== 200) {
        return woorec_answered($answer);
    }
    if ($answer['readers'] === '' && woorec_origin() !== woorec_settings()['api']) {
        return __('WooRec answers, but lets no page of this shop read it. Issue a browser key that may ask for recommendations and send events, and nothing else.', 'woorec');
    }
    return woorec_check_server_key();
}

function woorec_check_server_key(): string
{
    if (woorec_server_key() === '') {
        return __('WooRec answers. Without a server key, customers who are signed in get the lists of visitors.', 'woorec');
    }
    $answer = woorec_post('shopper-tokens', woorec_server_key(), woorec_token_wish('v-' . wp_generate_uuid4()), 5);
    return $answer['status'] === 201
        ? __('WooRec answers, and takes both keys.', 'woorec')
        : __('Visitors get lists. Customers who are signed in get none, for the server key does not work.', 'woorec') . ' ' . woorec_answered($answer);
}

function woorec_answered(array $answer): string
{
    return $answer['status'] === 0
        /* translators: nothing was answered at all */
        ? __('WooRec does not answer. Check the address, and that this server may reach it.', 'woorec')
        : sprintf(__('WooRec answered %1$d: %2$s', 'woorec'), $answer['status'], (string) ($answer['body']['detail'] ?? $answer['body']['title'] ?? ''));
}

/** What browsers call the pages of this shop. */
function woorec_origin(): string
{
    $parts = wp_parse_url(home_url('/'));
    return $parts['scheme'] . '://' . $parts['host'] . (isset($parts['port']) ? ':' . $parts['port'] : '');
}

/* WooRec's API, from this server */

/** Ask WooRec. Status 0: no answer within the budget; readers: whose pages may read it. No key or shopper is ever logged. */
function woorec_post(string $path, string $key, array $body, float $budget = WOOREC_BUDGET, array $headers = []): array
{
    $answer = wp_remote_post(woorec_settings()['api'] . '/api/v1/' . $path, [
        'timeout' => $budget,
        'redirection' => 0,
        'headers' => ['Authorization' => "Bearer $key", 'Content-Type' => 'application/json'] + $headers,
        'body' => wp_json_encode($body),
    ]);
    if (is_wp_error($answer)) {
        return ['status' => 0, 'body' => [], 'readers' => ''];
    }
    $said = json_decode((string) wp_remote_retrieve_body($answer), true);
    return [
        'status' => (int) wp_remote_retrieve_response_code($answer),
        'body' => is_array($said) ? $said : [],
        'readers' => (string) wp_remote_retrieve_header($answer, 'access-control-allow-origin'),
    ];
}

/** Whether a list is only for who has a token: what a customer avoids counts with it alone. */
function woorec_vouches(): bool
{
    return is_user_logged_in() && woorec_server_key() !== '';
}

function woorec_token_wish(string $session): array
{
    return ['customer' => (string) get_current_user_id(), 'session' => $session, 'lifetime_seconds' => WOOREC_TOKEN_SECONDS];
}

/** A token that vouches for the customer who is signed in; empty for a visitor, and where WooRec gives none or gave none a moment ago. */
function woorec_shopper_token(string $session): string
{
    if (!woorec_vouches() || $session === '') {
        return '';
    }
    $of = [get_current_user_id(), $session, woorec_settings()['api'], woorec_server_key()]; // another WooRec signs another
    $name = 'woorec_token_' . md5(implode('|', $of));
    $kept = get_transient($name);
    if (is_string($kept)) {
        return $kept; // empty after a failure, which prints nothing
    }
    $answer = woorec_post('shopper-tokens', woorec_server_key(), woorec_token_wish($session));
    $token = $answer['status'] === 201 ? (string) ($answer['body']['shopper_token'] ?? '') : '';
    set_transient($name, $token, $token === '' ? WOOREC_FAILED_SECONDS : WOOREC_TOKEN_SECONDS - WOOREC_TOKEN_SPARE);
    return $token;
}

/* The visit */

function woorec_session(): string
{
    $said = isset($_COOKIE[WOOREC_COOKIE]) ? sanitize_text_field(wp_unslash($_COOKIE[WOOREC_COOKIE])) : '';
    return preg_match('/^v-[0-9a-f-]{36}$/', $said) ? $said : '';
}

/** A page with something of its shopper in it is kept by no cache. */
function woorec_keep_out_of_caches(): void
{
    defined('DONOTCACHEPAGE') || define('DONOTCACHEPAGE', true);
    headers_sent() || nocache_headers();
}

// Who is signed in gets a page of their own, that no cache keeps, with a visit that a token can be for.
add_action('template_redirect', static function (): void {
    if (!woorec_is_ready() || !is_user_logged_in()) {
        return;
    }
    woorec_keep_out_of_caches();
    if (woorec_session() === '' && !headers_sent()) {
        $session = 'v-' . wp_generate_uuid4();
        setcookie(WOOREC_COOKIE, $session, [
            'expires' => time() + 30 * DAY_IN_SECONDS,
            'path' => '/',
            'secure' => is_ssl(),
            'samesite' => 'Lax',
        ]);
        $_COOKIE[WOOREC_COOKIE] = $session;
    }
}, 5);

// Who signs out, or in as somebody else, begins a visit of their own.
add_action('wp_logout', static function (): void {
    headers_sent() || setcookie(WOOREC_COOKIE, '', ['expires' => time() - DAY_IN_SECONDS, 'path' => '/']);
});

/* Scripts. Pages of visitors may be cached, so the visit is put into the tags by the browser. */

const WOOREC_VISIT = <<<'JS'
(() => {
  const found = document.cookie.match(/(?:^|; )woorec_session=(v-[0-9a-f-]{36})/);
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const session = found ? found[1] : "v-" + hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  const secure = location.protocol === "https:" ? ";Secure" : "";
  document.cookie = "woorec_session=" + session + ";Path=/;Max-Age=2592000;SameSite=Lax" + secure;
  for (const each of document.querySelectorAll("woorec-recommendations:not([session])")) each.setAttribute("session", session);
})();
JS;

// The connection is made while the page is still read.
add_filter('wp_resource_hints', static function (array $hints, string $relation): array {
    $is_due = $relation === 'preconnect' && woorec_is_ready();
    return $is_due ? array_merge($hints, [['href' => woorec_settings()['api'], 'crossorigin' => 'anonymous']]) : $hints;
}, 10, 2);

/**
 * The visit first, so that no list is asked for without it, and then the widget. It is imported: a module's tag would
 * keep the page's own scripts waiting for as long as WooRec's host does not answer.
 */
add_action('wp_footer', static function (): void {
    if (!woorec_is_ready()) {
        return;
    }
    $module = wp_json_encode(woorec_settings()['api'] . '/static/woorec/woorec.js', JSON_HEX_TAG | JSON_UNESCAPED_SLASHES);
    wp_print_inline_script_tag(WOOREC_VISIT . "\nimport($module);", ['id' => 'woorec-visit']);
}, 1);

/* The tag */

/** A code of WooRec's, letter by letter as it is there. */
function woorec_code(string $said): string
{
    return (string) preg_replace('/[^A-Za-z0-9_-]/', '', $said);
}

/** The region as the shop's own filter names it; empty: WooRec's usual one. */
function woorec_region(): string
{
    return woorec_code((string) apply_filters('woorec_region', ''));
}

/** The widget's texts that the shop says in its own language or voice, as JSON; empty: the widget's own. */
function woorec_words(): string
{
    $words = apply_filters('woorec_words', []);
    return is_array($words) && $words !== [] ? (string) wp_json_encode($words) : '';
}

/**
 * Write the tag of a list. `$fallback` is HTML that is shown where no list comes; it must be escaped already.
 *
 * A customer's skin may have to avoid something, and WooCommerce's own lists do not know of it. So with a token the tag
 * stands without them, and where WooRec gives no token nothing is written.
 */
function woorec_tag(array $wish, string $fallback = ''): string
{
    if (!woorec_is_ready() || empty($wish['placement']) || is_feed()) { // no reader of feeds runs the widget
        return $fallback;
    }
    $settings = woorec_settings();
    $session = is_user_logged_in() ? woorec_session() : '';
    $token = woorec_shopper_token($session);
    if ($token === '' && woorec_vouches()) {
        return '';
    }
    $cart = (string) ($wish['cart'] ?? '');
    if ($cart !== '' || $session !== '') {
        woorec_keep_out_of_caches();
    }
    $attributes = array_filter([
        'class' => woorec_code((string) ($wish['class'] ?? '')),
        'placement' => woorec_code((string) $wish['placement']),
        'product' => (string) ($wish['product'] ?? ''),
        'cart' => $cart,
        'limit' => (string) min(12, max(1, (int) ($wish['limit'] ?? $settings['limit']))),
        'heading' => (string) ($wish['heading'] ?? ''),
        'region' => woorec_region(),
        'locale' => str_replace('_', '-', determine_locale()),
        'words' => woorec_words(),
        'key' => $settings['key'],
        'api' => $settings['api'] . '/api/v1',
        'product-url' => add_query_arg('woorec_sku', '{sku}', home_url('/')),
        'add-to-cart' => 'off',
        'session' => $session,
        'shopper-token' => $token,
    ], static fn (string $value): bool => $value !== '');
    $written = '';
    foreach ($attributes as $name => $value) {
        $written .= sprintf(' %s="%s"', $name, esc_attr($value));
    }
    $behind = $token === '' ? $fallback : '';
    return "<woorec-recommendations$written>$behind</woorec-recommendations>";
}

/** The SKU of the product that the page is about, empty elsewhere: what a loop left behind is not it. */
function woorec_page_sku(): string
{
    $found = is_singular('product') ? wc_get_product(get_queried_object_id()) : null;
    return $found ? (string) $found->get_sku() : '';
}

/** The SKU of the product whose summary is being written. */
function woorec_current_sku(): string
{
    global $product;
    return $product instanceof WC_Product ? (string) $product->get_sku() : woorec_page_sku();
}

function woorec_cart_skus(): string
{
    $cart = function_exists('WC') && WC()->cart ? WC()->cart->get_cart() : [];
    return woorec_joined(array_map(static fn (array $line): string => (string) $line['data']->get_sku(), $cart));
}

function woorec_joined(array $skus): string
{
    return implode(',', array_slice(array_unique(array_filter($skus)), 0, 50));
}

/** What WooCommerce would have shown, as HTML. */
function woorec_printed(callable $print): string
{
    ob_start();
    $print();
    return (string) ob_get_clean();
}

// A product of a list is opened by its SKU where WooRec does not know its page.
add_action('template_redirect', static function (): void {
    if (!isset($_GET['woorec_sku'])) { // phpcs:ignore WordPress.Security.NonceVerification -- it opens a public page
        return;
    }
    $id = wc_get_product_id_by_sku(sanitize_text_field(wp_unslash($_GET['woorec_sku']))); // phpcs:ignore
    $found = $id ? wc_get_product($id) : null;
    $is_shown = $found && $found->is_visible(); // of a variation the permalink is its product's page
    wp_safe_redirect($is_shown ? $found->get_permalink() : home_url('/'), $is_shown ? 302 : 303);
    exit;
}, 1);

/* Where lists stand by themselves. WooCommerce's own are taken out there, and are what is shown without a list. */

const WOOREC_SUMMARY = 'woocommerce_after_single_product_summary';

/** The blocks in which WooCommerce shows lists of its own, and the place of ours that each is in. */
const WOOREC_OWN_BLOCKS = [
    'woocommerce/related-products' => 'product',
    'woocommerce/product-collection/related' => 'product',
    'woocommerce/product-collection/upsells' => 'product',
    'woocommerce/cart-cross-sells-block' => 'cart',
    'woocommerce/product-collection/cross-sells' => 'cart',
];

add_action('wp', static function (): void {
    if (!woorec_is_ready()) {
        return;
    }
    $settings = woorec_settings();
    if ($settings['on_product']) {
        $own = woorec_taken_out(WOOREC_SUMMARY, ['woocommerce_upsell_display', 'woocommerce_output_related_products']);
        add_action(WOOREC_SUMMARY, static function () use ($own): void {
            woorec_product_list($own);
        }, 15);
        add_filter('render_block', 'woorec_without_own_products', 5, 2);
    }
    if ($settings['on_cart']) {
        $own = woorec_taken_out('woocommerce_cart_collaterals', ['woocommerce_cross_sell_display']);
        add_action('woocommerce_cart_collaterals', static function () use ($own): void {
            woorec_cart_list($own);
        }, 15);
        add_filter('render_block', 'woorec_without_own_cross_sells', 5, 2);
        add_filter('render_block_woocommerce/cart', 'woorec_below_cart_block');
    }
    if ($settings['on_thanks']) {
        add_action('woocommerce_thankyou', 'woorec_thanks_list', 15);
    }
});

/** Take WooCommerce's own out of a hook, wherever in it they stand. Those that were there: a theme may have been first. */
function woorec_taken_out(string $hook, array $own): array
{
    return array_values(array_filter($own, static function (string $call) use ($hook): bool {
        $priority = has_action($hook, $call);
        return $priority !== false && remove_action($hook, $call, (int) $priority);
    }));
}

/** As wide as the lists of WooCommerce that it stands for: their blocks are wide in themes made of blocks. */
function woorec_wide(): string
{
    return wp_is_block_theme() ? 'alignwide' : '';
}

function woorec_product_wish(string $sku): array
{
    return ['placement' => 'product', 'product' => $sku, 'heading' => woorec_settings()['product_heading'], 'class' => woorec_wide()];
}

/** One list on a page for a product, wherever its place comes first: in WooCommerce's hook or in a block of its own. */
function woorec_is_first_of(string $sku): bool
{
    static $written = [];
    $is_first = !isset($written[$sku]);
    $written[$sku] = true;
    return $is_first;
}

function woorec_product_list(array $own): void
{
    $sku = woorec_current_sku();
    if ($sku !== '' && !woorec_is_first_of($sku)) {
        return;
    }
    if ($sku === '' && doing_filter('render_block')) { // a theme made of blocks has one for related products
        $own = array_diff($own, ['woocommerce_output_related_products']);
    }
    $printed = implode('', array_map('woorec_printed', $own));
    echo $sku === '' ? $printed : woorec_tag(woorec_product_wish($sku), $printed); // phpcs:ignore WordPress.Security.EscapeOutput -- escaped there
}

/** The place that a block's list of WooCommerce's own is in; empty: it shows none. */
function woorec_own_place(array $block): string
{
    $name = $block['attrs']['collection'] ?? $block['blockName'] ?? ''; // any block may call anything a collection
    return is_string($name) ? WOOREC_OWN_BLOCKS[$name] ?? '' : '';
}

/** The list stands in place of the first own block of a product's page, but where WooCommerce has called its hook before that. */
function woorec_without_own_products(string $html, array $block): string
{
    $sku = woorec_own_place($block) === 'product' ? woorec_page_sku() : '';
    if ($sku === '') {
        return $html;
    }
    return woorec_is_first_of($sku) ? woorec_tag(woorec_product_wish($sku), $html) : '';
}

/** The list of the cart stands below, and has them behind it. On pages without a cart of WooCommerce's they stay. */
function woorec_without_own_cross_sells(string $html, array $block): string
{
    if (woorec_own_place($block) !== 'cart') {
        return $html;
    }
    $is_cart = is_cart() || $block['blockName'] === 'woocommerce/cart-cross-sells-block'; // that one is in carts alone
    return $is_cart && woorec_cart_skus() !== '' ? '' : $html;
}

function woorec_cart_tag(string $own = ''): string
{
    $skus = woorec_cart_skus();
    $wish = ['placement' => 'cart', 'cart' => $skus, 'heading' => woorec_settings()['cart_heading'], 'class' => woorec_wide()];
    return $skus === '' ? $own : woorec_tag($wish, $own);
}

function woorec_cart_list(array $own): void
{
    echo woorec_cart_tag(implode('', array_map('woorec_printed', $own))); // phpcs:ignore WordPress.Security.EscapeOutput
}

function woorec_below_cart_block(string $html): string
{
    return $html . (woorec_cart_skus() === '' ? '' : woorec_cart_tag(woorec_printed('woocommerce_cross_sell_display')));
}

function woorec_thanks_list($order_id): void
{
    $order = wc_get_order($order_id);
    $lines = $order ? $order->get_items() : [];
    $skus = array_map(static fn ($line): string => $line->get_product() ? (string) $line->get_product()->get_sku() : '', $lines);
    $wish = ['placement' => 'thanks', 'cart' => woorec_joined($skus), 'heading' => woorec_settings()['thanks_heading'], 'class' => woorec_wide()];
    echo woorec_tag($wish); // phpcs:ignore WordPress.Security.EscapeOutput -- escaped there
}

/* Where somebody puts them: [woorec placement="home" heading="For you" limit="8"], and the block of the same name. */

function woorec_shown($wish): string
{
    $wish = is_array($wish) ? $wish : [];
    $align = in_array($wish['align'] ?? '', ['wide', 'full'], true) ? 'align' . $wish['align'] : ''; // of the block
    $wish = array_intersect_key($wish, array_flip(['placement', 'heading', 'limit', 'product', 'cart']));
    $placement = (string) ($wish['placement'] ?? 'home');
    return woorec_tag(array_merge(
        ['placement' => $placement, 'product' => woorec_page_sku(), 'class' => $align],
        $placement === 'cart' ? ['cart' => woorec_cart_skus()] : [],
        array_filter($wish, static fn ($value): bool => $value !== '' && $value !== null)
    ));
}

add_shortcode('woorec', 'woorec_shown');

const WOOREC_EDITOR = <<<'JS'
(({ blocks, blockEditor, components, element, i18n }) => {
  const { createElement: make } = element;
  const text = (label, name, { attributes, setAttributes }) =>
    make(components.TextControl, { __next40pxDefaultSize: true, __nextHasNoMarginBottom: true, label, value: String(attributes[name] ?? ""), onChange: (value) => setAttributes({ [name]: value }) });
  blocks.registerBlockType("woorec/recommendations", {
    apiVersion: 3,
    title: i18n.__("WooRec list", "woorec"),
    category: "woocommerce",
    icon: "screenoptions",
    supports: { align: ["wide", "full"], customClassName: false, html: false },
    attributes: { placement: { type: "string", default: "home" }, heading: { type: "string", default: "" }, limit: { type: "string", default: "4" } },
    edit: (props) => make("div", blockEditor.useBlockProps(), make(components.Placeholder, { label: i18n.__("WooRec list", "woorec") },
      text(i18n.__("Placement", "woorec"), "placement", props), text(i18n.__("Heading", "woorec"), "heading", props), text(i18n.__("Products", "woorec"), "limit", props))),
    save: () => null,
  });
})(window.wp);
JS;

add_action('init', static function (): void {
    wp_register_script('woorec-editor', '', ['wp-blocks', 'wp-block-editor', 'wp-components', 'wp-element', 'wp-i18n'], null, true);
    wp_add_inline_script('woorec-editor', WOOREC_EDITOR);
    register_block_type('woorec/recommendations', [
        'api_version' => 3,
        'editor_script_handles' => ['woorec-editor'],
        'supports' => ['align' => ['wide', 'full'], 'customClassName' => false, 'html' => false],
        'attributes' => [
            'placement' => ['type' => 'string', 'default' => 'home'],
            'heading' => ['type' => 'string', 'default' => ''],
            'limit' => ['type' => 'string', 'default' => '4'],
        ],
        'render_callback' => 'woorec_shown',
    ]);
});

// Orders may lie in WooCommerce's own tables, and cart and checkout may be blocks.
add_action('before_woocommerce_init', static function (): void {
    if (class_exists('\Automattic\WooCommerce\Utilities\FeaturesUtil')) {
        \Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility('custom_order_tables', __FILE__, true);
        \Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility('cart_checkout_blocks', __FILE__, true);
    }
});

register_uninstall_hook(__FILE__, 'woorec_uninstall');

function woorec_uninstall(): void
{
    global $wpdb;
    delete_option(WOOREC_OPTION);
    delete_option(WOOREC_SECRET);
    foreach (['_transient_woorec_', '_transient_timeout_woorec_'] as $begin) { // tokens of customers, by a name each
        $wpdb->query($wpdb->prepare("DELETE FROM {$wpdb->options} WHERE option_name LIKE %s", $wpdb->esc_like($begin) . '%'));
    }
}
