package dev.keelson.nodeagent.shell;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Programs about files, as busybox has them. A directory is there while something lies in it. */
final class FileCommands {
  private final Interpreter run;

  FileCommands(Interpreter run) {
    this.run = run;
  }

  private static List<String> paths(List<String> arguments) {
    return arguments.stream().filter(each -> !each.startsWith("-")).toList();
  }

  private static boolean has(List<String> arguments, char option) {
    return arguments.stream()
        .anyMatch(
            each -> each.startsWith("-") && !each.startsWith("--") && each.indexOf(option) > 0);
  }

  private void fail(String text) {
    run.write(true, text + "\n");
    run.status = 1;
  }

  void remove(List<String> arguments) {
    for (String path : paths(arguments)) {
      boolean isThere = run.files.remove(path) != null;
      if (has(arguments, 'r') || has(arguments, 'R')) {
        isThere |= run.files.keySet().removeIf(each -> each.startsWith(path + "/"));
      }
      if (!isThere && !has(arguments, 'f')) {
        fail("rm: can't remove '" + path + "': No such file or directory");
      }
    }
  }

  /** Into a directory, or to a name. */
  void move(List<String> arguments, boolean isGone) {
    String name = isGone ? "mv" : "cp";
    List<String> paths = paths(arguments);
    if (paths.size() < 2) {
      fail(name + ": missing file operand");
      return;
    }
    String target = paths.getLast();
    boolean isDirectory = target.endsWith("/") || paths.size() > 2 || isDirectory(target);
    for (String from : paths.subList(0, paths.size() - 1)) {
      String text = run.files.getOrDefault(from, "");
      if (!run.files.containsKey(from)) {
        fail(
            name
                + ": can't "
                + (isGone ? "rename" : "stat")
                + " '"
                + from
                + "': No such file or directory");
        continue;
      }
      String last = from.substring(from.lastIndexOf('/') + 1);
      String to = isDirectory ? target.replaceAll("/+$", "") + "/" + last : target;
      if (isGone) {
        run.files.remove(from);
      }
      run.put(to, text);
      if (has(arguments, 'v')) {
        run.write(false, "'" + from + "' -> '" + to + "'\n");
      }
    }
  }

  private boolean isDirectory(String path) {
    return Set.of("/tmp", "/").contains(path)
        || run.files.keySet().stream().anyMatch(each -> each.startsWith(path + "/"));
  }

  /** Names in a directory; where none is given, the paths of all that is known. */
  void list(List<String> arguments) {
    List<String> paths = paths(arguments);
    if (paths.isEmpty()) {
      new TreeSet<>(run.files.keySet()).forEach(each -> run.write(false, each + "\n"));
    }
    for (String path : paths) {
      String directory = path.endsWith("/") ? path : path + "/";
      Set<String> names = new TreeSet<>();
      for (String each : run.files.keySet()) {
        if (each.equals(path)) {
          names.add(path);
        } else if (each.startsWith(directory)) {
          names.add(each.substring(directory.length()).split("/", 2)[0]);
        }
      }
      names.forEach(each -> run.write(false, each + "\n"));
      if (names.isEmpty() && !isDirectory(path)) {
        fail("ls: " + path + ": No such file or directory");
      }
    }
  }
}
