package dev.keelson.jepsen.history;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A history as a file: a first line that names the format, then one line of JSON for each
 * operation, step of a watch and hash. Written and read as a stream; a name that ends in {@code
 * .gz} is compressed.
 *
 * <p>A file that ends in the middle of a line is refused: the writer was killed, and half a history
 * proves nothing.
 */
public final class HistoryFile {

  private static final long FORMAT = 1;
  private static final JsonFactory JSON = JsonFactory.builder().rootValueSeparator("\n").build();

  private HistoryFile() {}

  /**
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, History history) throws IOException {
    try (OutputStream raw = Files.newOutputStream(file);
        OutputStream out =
            new BufferedOutputStream(isZipped(file) ? new GZIPOutputStream(raw) : raw);
        JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      line(json, Fields.of("history").put("format", FORMAT));
      for (Operation operation : history.operations()) {
        line(json, OperationCodec.encode(operation));
      }
      for (WatchHistory watch : history.watches()) {
        line(json, Fields.of("watch").put("client", watch.client()).put("member", watch.member()));
        for (WatchHistory.Step step : watch.steps()) {
          line(json, WatchCodec.encode(step));
        }
      }
      for (HashObservation hash : history.hashes()) {
        line(
            json,
            Fields.of("hash")
                .put("member", hash.member())
                .put("at", hash.at())
                .put("rev", hash.revision())
                .put("compact", hash.compactRevision())
                .put("hash", hash.hash()));
      }
      line(json, Fields.of("end"));
      json.writeRaw('\n');
    }
  }

  /**
   * @throws IOException if the file cannot be read, is cut off or is no history
   */
  public static History read(Path file) throws IOException {
    Reader reader = new Reader();
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = isZipped(file) ? new GZIPInputStream(raw) : raw;
        JsonParser json = JSON.createParser(ObjectReadContext.empty(), in)) {
      while (json.nextToken() != null) {
        reader.accept(Fields.of(Json.read(json)));
      }
      return reader.history();
    } catch (JacksonException | IllegalArgumentException e) {
      throw new IOException(file + " is no whole history: " + e.getMessage(), e);
    }
  }

  private static boolean isZipped(Path file) {
    return file.toString().endsWith(".gz");
  }

  private static void line(JsonGenerator json, Fields fields) {
    Json.write(json, fields.map());
  }

  /** Puts the lines together again. */
  private static final class Reader {
    private final List<Operation> operations = new ArrayList<>();
    private final List<WatchHistory> watches = new ArrayList<>();
    private final List<HashObservation> hashes = new ArrayList<>();
    private final List<WatchHistory.Step> steps = new ArrayList<>();
    private Fields watch = Fields.of("none");
    private boolean begun;
    private boolean ended;

    void accept(Fields line) {
      if (!begun && !(line.kind().equals("history") && line.number("format") == FORMAT)) {
        throw new IllegalArgumentException("first line is " + line.map());
      }
      begun = true;
      switch (line.kind()) {
        case "history" -> {}
        case "op" -> operations.add(OperationCodec.decode(line));
        case "watch" -> {
          closeWatch();
          watch = line;
        }
        case "hash" ->
            hashes.add(
                new HashObservation(
                    line.text("member"),
                    line.number("at"),
                    line.number("rev"),
                    line.number("compact"),
                    line.number("hash")));
        case "end" -> ended = true;
        default -> steps.add(WatchCodec.decode(line));
      }
    }

    private void closeWatch() {
      if (watch.kind().equals("watch")) {
        watches.add(new WatchHistory((int) watch.number("client"), watch.text("member"), steps));
      }
      steps.clear();
    }

    History history() {
      if (!ended) {
        throw new IllegalArgumentException("the end is missing");
      }
      closeWatch();
      return new History(operations, watches, hashes);
    }
  }
}
