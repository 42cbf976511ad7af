package dev.keelson.nodeagent.shell;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Some programs of {@code agnhost}, the image that Kubernetes' own tests run. */
final class Agnhost {
  private static final DateTimeFormatter KLOG =
      DateTimeFormatter.ofPattern("MMdd HH:mm:ss.SSSSSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String NEW_FILE = "mount-tester new file\n";
  private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
  private static final List<String> METHODS = List.of("GET", "POST", "PUT");
  private static final List<String> NAMESPACES = List.of("kube-system", "default", "ns");

  /** Those that need no more than the content of files. */
  private static final Set<String> KNOWN =
      Set.of(
          "new_file_0644",
          "new_file_0666",
          "new_file_0660",
          "new_file_0777",
          "file_content",
          "retry_time",
          "break_on_expected_content");

  private final Interpreter run;

  Agnhost(Interpreter run) {
    this.run = run;
  }

  /** Writes and shows files. Modes, owners and types of file systems are beyond it. */
  void mounttest(List<String> arguments) {
    for (String each : arguments) {
      String name = each.replaceFirst("^--", "").replaceFirst("=.*", "");
      if (!KNOWN.contains(name)) {
        throw new BadScript("mounttest: --" + name + " is not known to a pretended container");
      }
    }
    for (String each : arguments) {
      String path = each.substring(each.indexOf('=') + 1);
      if (each.startsWith("--new_file_")) {
        run.put(path, NEW_FILE);
        show(path);
      }
    }
    arguments.stream()
        .filter(each -> each.startsWith("--file_content="))
        .forEach(each -> show(each.substring(each.indexOf('=') + 1)));
  }

  private void show(String path) {
    if (run.files.containsKey(path)) {
      run.write(false, "content of file \"" + path + "\": " + run.files.get(path) + "\n");
    } else {
      run.write(
          false,
          "error reading file content for \"%s\": open %s: no such file or directory\n"
              .formatted(path, path));
      run.status = 1;
    }
  }

  /** Lines about made-up requests, evenly over a time. */
  void logs(List<String> arguments) {
    int lines = (int) number(option(arguments, "--log-lines-total", "-t"));
    long millis = number(option(arguments, "--run-duration", "-d").replaceFirst("s$", "")) * 1000;
    if (lines <= 0 || millis <= 0) {
      run.status = 255;
      return;
    }
    Duration delay = Duration.ofNanos(millis * 1_000_000 / lines);
    for (int i = 0; i < lines; i++) {
      StringBuilder pod = new StringBuilder();
      for (int n = 3 + run.random.nextInt(2); n > 0; n--) {
        pod.append(LETTERS.charAt(run.random.nextInt(LETTERS.length())));
      }
      run.write(
          true,
          "I%s       1 logs_generator.go:76] %d %s /api/v1/namespaces/%s/pods/%s %d\n"
              .formatted(
                  KLOG.format(run.surroundings.start().plus(run.now())),
                  i,
                  METHODS.get(run.random.nextInt(METHODS.size())),
                  NAMESPACES.get(run.random.nextInt(NAMESPACES.size())),
                  pod,
                  200 + run.random.nextInt(400)));
      run.sleep(delay);
    }
  }

  private static String option(List<String> arguments, String name, String brief) {
    for (int i = 0; i < arguments.size(); i++) {
      String each = arguments.get(i);
      if (each.startsWith(name + "=")) {
        return each.substring(name.length() + 1);
      }
      if ((each.equals(name) || each.equals(brief)) && i + 1 < arguments.size()) {
        return arguments.get(i + 1);
      }
    }
    return "0";
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw new BadScript("invalid argument: " + text);
    }
  }
}
