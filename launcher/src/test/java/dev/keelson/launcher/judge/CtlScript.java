package dev.keelson.launcher.judge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands of a script file; the head of {@code etcdctl-one.txt} tells the form. */
record CtlScript(List<Step> steps) {

  /**
   * @param line number in the file
   * @param words the command, still with its variables
   * @param capture the variable to set from the output
   * @param endless whether it has to be ended from outside
   * @param action whether it is for the test itself, not for etcdctl
   */
  record Step(
      int line,
      List<String> words,
      List<String> input,
      Optional<String> capture,
      boolean endless,
      boolean action) {

    @Override
    public String toString() {
      return "line "
          + line
          + ": etcdctl "
          + String.join(" ", words)
          + (input.isEmpty() ? "" : " <<< " + input);
    }
  }

  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  static CtlScript read(String name) {
    try (var in = CtlScript.class.getResourceAsStream(name)) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CtlScript parse(List<String> lines) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("|")) {
        steps.getLast().input().add(line.length() > 2 ? line.substring(2) : "");
      } else if (!line.isBlank() && !line.startsWith("#")) {
        steps.add(step(i + 1, line));
      }
    }
    return new CtlScript(steps);
  }

  private static Step step(int number, String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
    }
    String first = words.getFirst();
    boolean endless = first.equals("~");
    boolean action = first.equals("=");
    Optional<String> capture =
        first.startsWith("@") ? Optional.of(first.substring(1)) : Optional.empty();
    if (endless || action || capture.isPresent()) {
      words.removeFirst();
    }
    return new Step(number, words, new ArrayList<>(), capture, endless, action);
  }
}
