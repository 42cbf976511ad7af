package dev.keelson.nodeagent.stream;

import dev.keelson.apiserver.model.json.JsonObject;
import java.io.IOException;

/** The other end of an exec or attach. Blocks: for virtual threads. */
interface Terminal {
  /** Empty at the end. */
  byte[] read() throws InterruptedException;

  void write(boolean isError, byte[] bytes) throws IOException;

  boolean isOpen();

  /** The last word: a v1.Status. */
  void finish(JsonObject status) throws IOException;
}
