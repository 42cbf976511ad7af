package dev.keelson.benchmarks.api;

import io.netty.buffer.ByteBuf;

/** What comes back on one stream; called on the event loop of its connection. */
interface Receiver {
  /** The status of the answer, before its body. */
  void status(int status);

  /** A part of the body; the buffer is the caller's and is gone after the return. */
  void data(ByteBuf part);

  /** The answer is whole. */
  void end();

  /** The stream or its connection broke; nothing more will come. */
  void failed(String why);
}
