package dev.keelson.nodeagent.shell;

import java.time.Instant;
import java.util.Map;

/**
 * What a run finds.
 *
 * @param start for {@code date}
 * @param input standard input, whole
 * @param servesUnknown an unknown program at the end of the script is a server: it goes on for
 *     ever. Otherwise, and elsewhere, it ends at once, well
 * @param seed of {@code $RANDOM}
 */
public record Surroundings(
    Map<String, String> variables,
    Map<String, String> files,
    String hostname,
    Instant start,
    String input,
    boolean servesUnknown,
    long seed) {
  public Surroundings {
    variables = Map.copyOf(variables);
    files = Map.copyOf(files);
  }

  public Surroundings withInput(String text) {
    return new Surroundings(variables, files, hostname, start, text, servesUnknown, seed);
  }

  public Surroundings withFiles(Map<String, String> other) {
    return new Surroundings(variables, other, hostname, start, input, servesUnknown, seed);
  }
}
