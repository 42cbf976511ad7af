package dev.keelson.jepsen.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The short list, as a user would start it. What the machine does not allow it leaves out. */
@Tag("jepsen")
class ShortRunTest {
  private static final int LIMIT_MINUTES = 6;

  @TempDir Path directory;

  @Test
  @Timeout(value = LIMIT_MINUTES, unit = TimeUnit.MINUTES)
  void theShortListFindsNothing() throws Exception {
    Result result = run("--short");
    assertThat(result.status()).as(result.output()).isZero();
    assertThat(result.output()).contains("no violation");
  }

  @Test
  @Timeout(value = LIMIT_MINUTES, unit = TimeUnit.MINUTES)
  void aPlantedBugIsFound() throws Exception {
    Result result = run("--short", "--bug", "stale-read");
    assertThat(result.status()).as(result.output()).isEqualTo(1);
    assertThat(result.output()).contains("VIOLATION", "history, logs, drawing: ");
  }

  private record Result(int status, String output) {}

  private Result run(String... flags) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(script().toString());
    command.addAll(List.of(flags));
    command.addAll(List.of("--directory", directory.toString()));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectInput(nothing()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } finally {
      process.destroyForcibly();
    }
  }

  private static ProcessBuilder.Redirect nothing() {
    return ProcessBuilder.Redirect.from(new java.io.File("/dev/null"));
  }

  private static Path script() {
    Path here = Path.of("").toAbsolutePath();
    Path module = Files.exists(here.resolve("run")) ? here : here.resolve("jepsen-tests");
    return module.resolve("run");
  }
}
