<?php

/**
 * WooRec's API for a shop in PHP: this one file, PHP 7.4 or newer with its curl extension. Copy it into your shop.
 *
 * Each call has a time budget in milliseconds, both tries and the wait between them included. A call that finds no
 * connection, or is told 503, is tried once more if the budget allows. Nothing is logged but the name of an error.
 */

declare(strict_types=1);

/** What went wrong. `name` is that of the error in docs/api.md; `status` is 0 if there was no answer. */
final class WooRecError extends RuntimeException
{
    public string $name;
    public int $status;

    public function __construct(string $name, int $status, string $detail)
    {
        parent::__construct("$name ($status): $detail");
        $this->name = $name;
        $this->status = $status;
    }
}

/** Ask for a list. `$default`, SKUs of the shop's own list, stands in when there is none, whatever the reason. */
function woorec_recommend(string $address, string $key, array $wish, array $default = [], int $budget_ms = 1000): array
{
    try {
        return woorec_page(woorec_call($address, $key, 'POST', 'recommendations', $wish, $budget_ms));
    } catch (WooRecError $error) {
        error_log("WooRec gave no list: {$error->name}, status {$error->status}. The shop's own stands in.");
        $items = [];
        foreach (array_values($default) as $place => $sku) {
            $items[] = ['sku' => $sku, 'position' => $place + 1];
        }
        return ['request_id' => null, 'items' => $items];
    }
}

/** Take an answer for a page if it is one; a proxy may answer 200 as well. */
function woorec_page(array $answer): array
{
    $items = $answer['items'] ?? null;
    foreach (is_array($items) ? $items : [null] as $item) {
        if (!is_array($item) || !is_string($item['sku'] ?? null)) {
            throw new WooRecError('answer-unreadable', 200, "The answer is not one of WooRec's. Check the address.");
        }
    }
    return $answer;
}

/** Give each event what makes a second delivery harmless. Keep them, and send the same ones again after an error. */
function woorec_events(array $events): array
{
    foreach ($events as &$event) {
        $event += ['event_id' => bin2hex(random_bytes(16)), 'at' => gmdate('Y-m-d\TH:i:s\Z')];
    }
    return $events;
}

/** Tell what shoppers did, up to 500 events of `woorec_events` a call. */
function woorec_send_events(string $address, string $key, array $events, int $budget_ms = 1000): array
{
    $body = ['events' => $events, 'sent_at' => gmdate('Y-m-d\TH:i:s\Z')];
    return woorec_call($address, $key, 'POST', 'events', $body, $budget_ms);
}

/** Vouch for a signed-in customer of this visit; on the shop's backend alone. `$kid` is the number of the secret. */
function woorec_shopper_token(
    string $customer,
    string $session,
    string $store,
    string $kid,
    string $secret,
    int $lifetime_seconds = 3600
): string {
    $part = static fn (string $raw): string => rtrim(strtr(base64_encode($raw), '+/', '-_'), '=');
    $now = time();
    $header = ['alg' => 'HS256', 'typ' => 'JWT', 'kid' => $kid];
    $claims = [
        'sub' => $customer, 'session' => $session, 'aud' => $store,
        'iat' => $now, 'exp' => $now + $lifetime_seconds, 'jti' => bin2hex(random_bytes(16)),
    ];
    $said = $part(woorec_json($header)) . '.' . $part(woorec_json($claims));
    return $said . '.' . $part(hash_hmac('sha256', $said, $secret, true));
}

/**
 * Make any call of the API, and make it a second time if that may help and there is time. Throws WooRecError.
 *
 * Bulk calls are done once under their Idempotency-Key: after an error call again with the same `$once`.
 */
function woorec_call(
    string $address,
    string $key,
    string $method,
    string $path,
    array $body,
    int $budget_ms,
    ?string $once = null
): array {
    $deadline = microtime(true) + $budget_ms / 1000;
    $headers = ["Authorization: Bearer $key", 'Content-Type: application/json', 'Expect:'];
    if ($method === 'PUT') {
        $headers[] = 'Idempotency-Key: ' . ($once ?? bin2hex(random_bytes(16)));
    }
    $url = rtrim($address, '/') . '/api/v1/' . $path;
    $raw = woorec_json($body);
    $answer = woorec_try($url, $headers, $method, $raw, $deadline);
    $may_help = $answer['status'] === 0 || $answer['status'] === 503;
    if ($may_help && microtime(true) + $answer['wait'] < $deadline) {
        usleep((int) ($answer['wait'] * 1e6));
        $answer = woorec_try($url, $headers, $method, $raw, $deadline);
    }
    if ($answer['status'] >= 200 && $answer['status'] < 300 && is_array($answer['body'])) {
        return $answer['body'];
    }
    throw woorec_error($answer['status'], is_array($answer['body']) ? $answer['body'] : []);
}

/** Make one try. The connection is kept for the next call of this request. */
function woorec_try(string $url, array $headers, string $method, string $raw, float $deadline): array
{
    static $curl = null;
    $curl = $curl ?? curl_init();
    curl_reset($curl); // options alone: connections stay open
    $wait = 0.1;
    curl_setopt_array($curl, [
        CURLOPT_URL => $url,
        CURLOPT_CUSTOMREQUEST => $method,
        CURLOPT_POSTFIELDS => $raw,
        CURLOPT_HTTPHEADER => $headers,
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_NOSIGNAL => true,
        CURLOPT_TIMEOUT_MS => max(1, (int) (($deadline - microtime(true)) * 1000)),
        CURLOPT_HEADERFUNCTION => static function ($curl, string $line) use (&$wait): int {
            if (preg_match('/^Retry-After:\s*(\d+)\s*$/i', $line, $found)) {
                $wait = (float) $found[1];
            }
            return strlen($line);
        },
    ]);
    $said = curl_exec($curl);
    $status = $said === false ? 0 : curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
    $found = $status === 204 ? [] : json_decode((string) $said, true);
    return ['status' => $status, 'body' => $found, 'wait' => $wait];
}

/** Write what is sent. What is no UTF-8 is refused: with other letters in it, it would name another shopper. */
function woorec_json(array $said): string
{
    try {
        return json_encode((object) $said, JSON_THROW_ON_ERROR);
    } catch (JsonException $error) {
        throw new WooRecError('cannot-be-sent', 0, $error->getMessage());
    }
}

/** Name an error. What answers may be a proxy, so nothing is taken for a text that is none. */
function woorec_error(int $status, array $body): WooRecError
{
    if ($status === 0) {
        return new WooRecError('unreachable', 0, 'WooRec does not answer.');
    }
    $texts = array_filter($body, 'is_string');
    $usual = $status < 300 ? 'answer-unreadable' : "http-$status";
    $name = explode('#', $texts['type'] ?? '')[1] ?? '';
    return new WooRecError($name === '' ? $usual : $name, $status, $texts['detail'] ?? $texts['title'] ?? '');
}
