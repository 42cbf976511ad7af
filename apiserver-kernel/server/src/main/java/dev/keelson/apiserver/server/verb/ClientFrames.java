package dev.keelson.apiserver.server.verb;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * What a WebSocket's client sends, cut as it may arrive: pings and the end are told, messages are
 * passed over. A frame that breaks the rules is an end. One thread at a time.
 */
final class ClientFrames {
  /** Of a control frame (RFC 6455 §5.5). */
  private static final int LONGEST_CONTROL = 125;

  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int MASK_BYTES = 4;

  private final Consumer<byte[]> ping;
  private final Runnable end;
  private final ByteBuffer head = ByteBuffer.allocate(14);
  private byte[] content = new byte[0];
  private int filled;
  private long skipped;
  private boolean isOver;

  ClientFrames(Consumer<byte[]> ping, Runnable end) {
    this.ping = ping;
    this.end = end;
  }

  void accept(ByteBuffer bytes) {
    while (bytes.hasRemaining() && !isOver) {
      if (skipped > 0) {
        int step = (int) Math.min(skipped, bytes.remaining());
        bytes.position(bytes.position() + step);
        skipped -= step;
      } else if (!isHeadWhole()) {
        head.put(bytes.get());
        if (isHeadWhole()) {
          begin();
        }
      } else {
        content[filled] = (byte) (bytes.get() ^ mask(filled));
        filled++;
        finish();
      }
    }
  }

  private boolean isHeadWhole() {
    return head.position() >= 2 && head.position() == headLength();
  }

  private int headLength() {
    int length = head.get(1) & 0x7F;
    int extended = length == 126 ? 2 : length == 127 ? 8 : 0;
    return 2 + extended + ((head.get(1) & 0x80) == 0 ? 0 : MASK_BYTES);
  }

  private long contentLength() {
    int length = head.get(1) & 0x7F;
    return switch (length) {
      case 126 -> head.getShort(2) & 0xFFFF;
      case 127 -> head.getLong(2);
      default -> length;
    };
  }

  private byte mask(int at) {
    return head.get(headLength() - MASK_BYTES + at % MASK_BYTES);
  }

  private boolean isControl() {
    return (head.get(0) & 0x08) != 0;
  }

  private void begin() {
    long length = contentLength();
    boolean isMasked = (head.get(1) & 0x80) != 0;
    if (!isMasked || length < 0 || (isControl() && length > LONGEST_CONTROL)) {
      over();
    } else if (isControl()) {
      content = new byte[(int) length];
      filled = 0;
      finish();
    } else {
      skipped = length;
      head.clear();
    }
  }

  private void finish() {
    if (filled < content.length) {
      return;
    }
    int kind = head.get(0) & 0x0F;
    head.clear();
    if (kind == CLOSE) {
      over();
    } else if (kind == PING) {
      ping.accept(content);
    }
  }

  private void over() {
    isOver = true;
    end.run();
  }
}
