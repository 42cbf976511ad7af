package dev.keelson.nodeagent.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Programs that read text and say something of it, as busybox has them. */
final class TextCommands {
  private static final Pattern PRINT =
      Pattern.compile("\\s*\\{\\s*print\\s*((?:\\$\\d+\\s*,?\\s*)*);?\\s*}\\s*");
  private static final Pattern FIELD = Pattern.compile("\\$(\\d+)");

  private final Interpreter run;

  TextCommands(Interpreter run) {
    this.run = run;
  }

  /** Lines, words, bytes; of a file with its name. */
  void count(List<String> arguments) {
    StringBuilder wanted = new StringBuilder();
    List<String> paths = new ArrayList<>();
    arguments.forEach(
        each -> {
          if (each.startsWith("-")) {
            wanted.append(each.substring(1));
          } else {
            paths.add(each);
          }
        });
    if (paths.isEmpty()) {
      run.write(false, counts(run.input, wanted.toString()) + "\n");
    }
    for (String path : paths) {
      if (run.files.containsKey(path)) {
        String text = run.files.getOrDefault(path, "");
        run.write(false, counts(text, wanted.toString()) + " " + path + "\n");
      } else {
        run.write(true, "wc: " + path + ": No such file or directory\n");
        run.status = 1;
      }
    }
  }

  private static String counts(String text, String wanted) {
    long lines = text.chars().filter(c -> c == '\n').count();
    long words = text.isBlank() ? 0 : text.strip().split("\\s+").length;
    long bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    List<String> all = new ArrayList<>();
    for (char kind : (wanted.isEmpty() ? "lwc" : wanted).toCharArray()) {
      long count =
          switch (kind) {
            case 'l' -> lines;
            case 'w' -> words;
            case 'c' -> bytes;
            default -> throw new BadScript("wc: unrecognized option: " + kind);
          };
      all.add(wanted.length() == 1 ? Long.toString(count) : "%9d".formatted(count));
    }
    return String.join(" ", all);
  }

  /** No more of awk than {@code {print $1, $2}}; false for what is more. */
  boolean awk(List<String> arguments) {
    Matcher print = PRINT.matcher(arguments.isEmpty() ? "" : arguments.getFirst());
    if (arguments.size() != 1 || !print.matches()) {
      return false;
    }
    String fields = print.group(1);
    for (String line : run.input.lines().toList()) {
      String[] words = line.strip().split("\\s+");
      StringBuilder out = new StringBuilder();
      Matcher field = FIELD.matcher(fields);
      int end = 0;
      while (field.find()) {
        out.append(fields.substring(end, field.start()).contains(",") ? " " : "");
        int number = Integer.parseInt(field.group(1));
        out.append(number == 0 ? line : number <= words.length ? words[number - 1] : "");
        end = field.end();
      }
      run.write(false, (end == 0 ? line : out) + "\n");
    }
    return true;
  }
}
