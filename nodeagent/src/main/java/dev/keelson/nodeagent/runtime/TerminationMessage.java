package dev.keelson.nodeagent.runtime;

import dev.keelson.nodeagent.shell.Output;
import dev.keelson.nodeagent.shell.Run;
import java.util.stream.Collectors;

/** A container's last words, as kubelet reads them. Pure. */
final class TerminationMessage {
  /** Of the file. Unit: characters. */
  private static final int MOST_OF_FILE = 4096;

  /** Of the log. Unit: characters. */
  private static final int MOST_OF_LOG = 2048;

  private static final int MOST_LINES = 80;

  private TerminationMessage() {}

  /**
   * The end of the file that its spec names; after an error, where that is so wished, its log's.
   */
  static String of(Launch launch, Run run, int code) {
    String path = launch.spec().tree().text("terminationMessagePath", "/dev/termination-log");
    String file = run.files().getOrDefault(path, "");
    boolean isLogRead =
        file.isEmpty()
            && code != 0
            && launch
                .spec()
                .tree()
                .text("terminationMessagePolicy")
                .equals("FallbackToLogsOnError");
    return isLogRead ? last(lastLines(run), MOST_OF_LOG) : last(file, MOST_OF_FILE);
  }

  private static String lastLines(Run run) {
    String log = run.outputs().stream().map(Output::text).collect(Collectors.joining());
    int start = log.length();
    for (int lines = 0; lines < MOST_LINES && start > 0; lines++) {
      start = log.lastIndexOf('\n', start - 2) + 1;
    }
    return log.substring(start);
  }

  private static String last(String text, int most) {
    return text.substring(Math.max(0, text.length() - most));
  }
}
