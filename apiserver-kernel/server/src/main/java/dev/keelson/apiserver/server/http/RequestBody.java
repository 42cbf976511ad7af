package dev.keelson.apiserver.server.http;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.server.Headers;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A body as it comes in. It grows with what has come and not with what the client announces, so
 * that announcing costs nothing. What it holds of the budget counts the request's head too. Event
 * loop only.
 */
final class RequestBody {
  private static final int LEAST_GROWTH = 1024;
  private static final byte[] EMPTY = {};

  /** As HTTP/2 counts it (RFC 9113, 6.5.2). Unit: bytes. */
  private static final int HEADER_OVERHEAD = 32;

  private final BodyBudget budget;
  private final int most;
  private byte[] bytes = EMPTY;
  private int length;
  private int held;
  private boolean open = true;
  private boolean whole;

  RequestBody(BodyBudget budget, int most) {
    this.budget = budget;
    this.most = most;
  }

  /**
   * Its head is there.
   *
   * @throws ApiFailure 429
   */
  void begin(String target, Headers headers) {
    int size = target.length();
    for (Map.Entry<String, List<String>> header : headers.values().entrySet()) {
      for (String value : header.getValue()) {
        size += header.getKey().length() + value.length() + HEADER_OVERHEAD;
      }
    }
    take(size);
  }

  /**
   * @throws ApiFailure 413 or 429; what was held is given back
   */
  void append(ByteBuf more) {
    int size = more.readableBytes();
    if (!open || size == 0) {
      return;
    }
    if (size > most - length) {
      giveBack();
      throw new ApiFailure(tooLarge(most));
    }
    if (size > bytes.length - length) {
      grow(length + size);
    }
    more.getBytes(more.readerIndex(), bytes, length, size);
    length += size;
  }

  private void grow(int needed) {
    int capacity = Math.min(most, Math.max(needed, Math.max(LEAST_GROWTH, bytes.length * 2)));
    take(capacity - bytes.length);
    bytes = Arrays.copyOf(bytes, capacity);
  }

  private void take(int size) {
    if (!budget.take(size)) {
      giveBack();
      throw new ApiFailure(
          ApiStatus.tooManyRequests(
              "The server holds as many requests as it can, please try again later.", 1));
    }
    held += size;
  }

  /** All of it; what it holds of the budget is now the caller's to give back. */
  Whole whole() {
    Whole all = new Whole(length == bytes.length ? bytes : Arrays.copyOf(bytes, length), held);
    open = false;
    whole = true;
    bytes = EMPTY;
    held = 0;
    return all;
  }

  boolean isWhole() {
    return whole;
  }

  /**
   * @param held bytes of the budget
   */
  record Whole(byte[] bytes, int held) {}

  /** It will not be whole. Idempotent. */
  void giveBack() {
    open = false;
    budget.giveBack(held);
    held = 0;
    bytes = EMPTY;
  }

  static ApiStatus tooLarge(int most) {
    return ApiStatus.of(413, "RequestEntityTooLarge", "Request entity too large: limit is " + most);
  }
}
