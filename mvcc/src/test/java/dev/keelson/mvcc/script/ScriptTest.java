package dev.keelson.mvcc.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every file below {@code src/test/resources/scripts}: each is a scenario and its
 * documentation. Blocks are commands, {@code ---}, what they answer, an empty line. To write the
 * answers anew, and read them: {@code -Dscripts.rewrite=true}.
 */
class ScriptTest {
  private static final Path SCRIPTS = Path.of("src/test/resources/scripts");

  @TestFactory
  Stream<DynamicTest> scripts() throws IOException {
    try (Stream<Path> files = Files.walk(SCRIPTS)) {
      return files.filter(Files::isRegularFile).sorted().toList().stream()
          .map(file -> DynamicTest.dynamicTest("" + SCRIPTS.relativize(file), () -> run(file)));
    }
  }

  private static void run(Path file) throws IOException {
    String script = Files.readString(file);
    String played = played(script);
    if (Boolean.getBoolean("scripts.rewrite")) {
      Files.writeString(file, played);
    }
    assertThat(played).isEqualTo(script);
  }

  /** The script as it would be with the answers that its commands get. */
  private static String played(String script) {
    List<String> out = new ArrayList<>();
    try (ScriptStore store = new ScriptStore()) {
      List<String> answers = new ArrayList<>();
      boolean answering = false;
      for (String line : script.lines().toList()) {
        if (line.equals("---")) {
          out.add(line);
          out.addAll(answers);
          answers.clear();
          answering = true;
        } else if (line.isBlank()) {
          out.add("");
          answering = false;
        } else if (!answering) {
          out.add(line);
          if (!line.startsWith("#")) {
            answers.addAll(store.run(line).lines().toList());
          }
        }
      }
      assertThat(store.faults()).isEmpty();
    }
    return String.join("\n", out) + "\n";
  }
}
