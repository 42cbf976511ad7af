package dev.keelson.apiserver.server.http;

import dev.keelson.apiserver.server.ApiResponse.Complete;
import dev.keelson.apiserver.server.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses large answers, as kube-apiserver does: on its fastest level, and only what is whole (a
 * watch never).
 */
final class Gzip {
  private static final int CHUNK = 16 * 1024;

  private Gzip() {}

  /** The answer itself where compressing is not asked for or not worth it. */
  static Complete compressed(Headers asked, Complete response, int fromBytes) {
    if (response.length() <= fromBytes
        || !accepted(asked)
        || response.headers().first("content-encoding").isPresent()) {
      return response;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) (response.length() / 8));
    try (OutputStream gzip = new Fast(bytes)) {
      byte[] chunk = new byte[CHUNK];
      for (ByteBuffer piece : response.body()) {
        write(piece.duplicate(), gzip, chunk);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing here does I/O
    }
    return new Complete(
        response.status(),
        response.headers().with("content-encoding", "gzip").with("vary", "Accept-Encoding"),
        List.of(ByteBuffer.wrap(bytes.toByteArray())));
  }

  private static void write(ByteBuffer piece, OutputStream gzip, byte[] chunk) throws IOException {
    if (piece.hasArray()) {
      gzip.write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
      return;
    }
    while (piece.hasRemaining()) {
      int size = Math.min(chunk.length, piece.remaining());
      piece.get(chunk, 0, size);
      gzip.write(chunk, 0, size);
    }
  }

  /** As kube-apiserver reads it: a part named gzip, whatever its weight, unless that is 0. */
  private static boolean accepted(Headers asked) {
    for (String line : asked.all("accept-encoding")) {
      for (String part : line.split(",", -1)) {
        String[] halves = part.strip().toLowerCase(Locale.ROOT).split(";", 2);
        if (halves[0].strip().equals("gzip")
            && !(halves.length > 1 && halves[1].strip().matches("q=0(\\.0*)?"))) {
          return true;
        }
      }
    }
    return false;
  }

  private static final class Fast extends GZIPOutputStream {
    Fast(OutputStream out) throws IOException {
      super(out, CHUNK);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
