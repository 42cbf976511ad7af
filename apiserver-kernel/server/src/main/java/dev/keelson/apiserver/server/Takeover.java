package dev.keelson.apiserver.server;

import java.nio.ByteBuffer;

/** What an upgraded connection does with its bytes. */
public interface Takeover {
  /** Once, after the answer 101 went out. Calls that follow come one at a time. */
  void open(Wire wire);

  /** Bytes from the client; valid during the call. */
  void received(ByteBuffer bytes);

  /** The client has gone, or sends no more. */
  void closed();

  /** The way to the client; any thread. */
  interface Wire {
    /** In the order of the calls. */
    void send(ByteBuffer bytes);

    /**
     * False while the client does not take what was sent; {@code wake} runs when it is true again.
     */
    boolean isWritable();

    void onWritable(Runnable wake);

    /** False: what the client sends waits in its socket until it is true again. */
    void reading(boolean on);

    void close();
  }
}
