package dev.keelson.benchmarks.api;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Collects one whole answer, for what is done once rather than measured. */
final class Answer implements Receiver {
  private static final long LONGEST_SECONDS = 60;

  private final CompletableFuture<String> whole = new CompletableFuture<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private int status;

  /** Sends and waits; 409 of a POST is as good as 201: it is there. */
  static String of(ApiConnection connection, Call call) throws ApiRefused, InterruptedException {
    Answer answer = new Answer();
    connection.send(call, answer);
    try {
      String text = answer.whole.get(LONGEST_SECONDS, TimeUnit.SECONDS);
      boolean known = answer.status == 409 && call.method().equals("POST");
      if (answer.status >= 300 && !known) {
        throw new ApiRefused(call.method() + " " + call.path() + ": " + answer.status + " " + text);
      }
      return text;
    } catch (ExecutionException | TimeoutException e) {
      throw new ApiRefused(call.method() + " " + call.path() + ": " + e, e);
    }
  }

  @Override
  public void status(int value) {
    status = value;
  }

  @Override
  public void data(ByteBuf part) {
    try {
      part.getBytes(part.readerIndex(), body, part.readableBytes());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void end() {
    whole.complete(body.toString(StandardCharsets.UTF_8));
  }

  @Override
  public void failed(String why) {
    whole.completeExceptionally(new IOException(why));
  }
}
