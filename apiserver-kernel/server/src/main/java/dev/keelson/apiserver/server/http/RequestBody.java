package dev.keelson.apiserver.server.http;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * A body as it comes in. It grows with what has come and not with what the client announces, so
 * that announcing costs nothing. Event loop only.
 */
final class RequestBody {
  private static final int LEAST_GROWTH = 1024;
  private static final byte[] EMPTY = {};

  private final BodyBudget budget;
  private final int most;
  private byte[] bytes = EMPTY;
  private int length;
  private boolean open = true;
  private boolean whole;

  RequestBody(BodyBudget budget, int most) {
    this.budget = budget;
    this.most = most;
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
    if (!budget.take(capacity - bytes.length)) {
      giveBack();
      throw new ApiFailure(
          ApiStatus.tooManyRequests(
              "The server holds as many request bodies as it can, please try again later.", 1));
    }
    bytes = Arrays.copyOf(bytes, capacity);
  }

  /** All of it; what it holds of the budget is now the caller's to give back. */
  Whole whole() {
    Whole all =
        new Whole(length == bytes.length ? bytes : Arrays.copyOf(bytes, length), bytes.length);
    open = false;
    whole = true;
    bytes = EMPTY;
    return all;
  }

  boolean isWhole() {
    return whole;
  }

  /**
   * @param held bytes of the budget
   */
  record Whole(byte[] bytes, int held) {
    static final Whole NONE = new Whole(EMPTY, 0);
  }

  /** It will not be whole. Idempotent. */
  void giveBack() {
    open = false;
    budget.giveBack(bytes.length);
    bytes = EMPTY;
  }

  static ApiStatus tooLarge(int most) {
    return ApiStatus.of(413, "RequestEntityTooLarge", "Request entity too large: limit is " + most);
  }
}
