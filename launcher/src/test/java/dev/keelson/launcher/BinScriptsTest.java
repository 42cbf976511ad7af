package dev.keelson.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The scripts in bin, copied into a house of their own with a java that only prints its words. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class BinScriptsTest {
  private static final Path BIN = Path.of("..", "bin").toAbsolutePath().normalize();

  private record Ended(int code, String out, String err) {}

  @TempDir Path dir;

  private Path house;
  private Path jdk;

  @BeforeEach
  void furnish() throws Exception {
    dir = dir.toRealPath();
    house = dir.resolve("a house");
    Files.createDirectories(house.resolve("bin"));
    for (String script : List.of("keelson", "etcd", "common.sh")) {
      Files.copy(BIN.resolve(script), house.resolve("bin").resolve(script));
    }
    jdk = jdk("jdk", "25.0.3");
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = dir.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"Us\"\nJAVA_VERSION=\"" + version + "\"\n");
    script(home.resolve("bin/java"), "echo java-of-" + name + "; printf '<%s>\\n' \"$@\"");
    return home;
  }

  private static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void furnishBuild() throws IOException {
    Path target = house.resolve("launcher/target");
    Files.createDirectories(target.resolve("lib"));
    Files.writeString(target.resolve("launcher.jar"), "");
    Files.writeString(target.resolve("lib/b.jar"), "");
    Files.writeString(target.resolve("lib/a.jar"), "");
  }

  /** A build that takes a moment, counts itself, and makes what the scripts look for. */
  private void furnishMaven(int code) throws IOException {
    script(
        house.resolve("mvnw"),
        """
        echo built >> "$PWD/builds"
        sleep 0.3
        mkdir -p launcher/target/lib
        : > launcher/target/launcher.jar
        : > launcher/target/lib/a.jar
        exit %d"""
            .formatted(code));
  }

  private Process start(Path program, Map<String, String> variables, String... words)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(Path.of("/").toFile());
    builder.environment().clear();
    builder.environment().put("PATH", path());
    builder.environment().putAll(variables);
    return builder.start();
  }

  /** The tools that the scripts use, and neither java nor mvn. */
  private String path() throws IOException {
    Path tools = Files.createDirectories(dir.resolve("tools"));
    for (String tool :
        List.of("dirname", "readlink", "mkdir", "rm", "cat", "sleep", "getent", "id", "cut")) {
      for (String place : List.of("/usr/bin/", "/bin/")) {
        Path own = tools.resolve(tool);
        if (Files.exists(Path.of(place + tool)) && !Files.exists(own)) {
          script(own, "exec " + place + tool + " \"$@\"");
        }
      }
    }
    return tools.toString();
  }

  private static Ended end(Process process) throws Exception {
    String out = text(process.getInputStream());
    String err = text(process.getErrorStream());
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), out, err);
  }

  private static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  private Ended run(String script, Map<String, String> variables, String... words)
      throws Exception {
    return end(start(house.resolve("bin").resolve(script), variables, words));
  }

  @Test
  void etcd_is_keelson_etcd_with_jars_in_order() throws Exception {
    furnishBuild();
    Map<String, String> home = Map.of("JAVA_HOME", jdk.toString());
    Ended etcd = run("etcd", home, "--name", "a b", "");
    Ended keelson = run("keelson", home, "etcd", "--name", "a b", "");
    assertThat(etcd).isEqualTo(keelson);
    assertThat(etcd.code()).isZero();
    assertThat(etcd.err()).isEmpty();
    String target = house.resolve("launcher/target").toString();
    assertThat(etcd.out())
        .contains("<-cp>\n<%1$s/launcher.jar:%1$s/lib/a.jar:%1$s/lib/b.jar>\n".formatted(target))
        .endsWith("<dev.keelson.launcher.Main>\n<etcd>\n<--name>\n<a b>\n<>\n");
  }

  @Test
  void options_of_the_user_come_after_ours() throws Exception {
    furnishBuild();
    Map<String, String> variables =
        Map.of("JAVA_HOME", jdk.toString(), "KEELSON_JAVA_OPTS", "-Xmx2g -Da=b");
    String out = run("etcd", variables).out();
    assertThat(out.indexOf("<-Xmx2g>\n<-Da=b>")).isGreaterThan(out.indexOf("<-Xmx1g>"));
  }

  @Test
  void a_java_home_of_another_version_is_passed_over_for_the_one_on_path() throws Exception {
    furnishBuild();
    Path other = jdk("other", "17.0.15");
    Ended ended =
        run(
            "etcd",
            Map.of("JAVA_HOME", other.toString(), "PATH", jdk.resolve("bin") + ":" + path()));
    assertThat(ended.out()).startsWith("java-of-jdk\n");
  }

  @Test
  void it_works_through_links_from_anywhere() throws Exception {
    furnishBuild();
    Path near = Files.createSymbolicLink(house.resolve("bin/near"), Path.of("etcd"));
    Path far = Files.createSymbolicLink(dir.resolve("far"), near);
    Ended ended = end(start(far, Map.of("JAVA_HOME", jdk.toString()), "x"));
    assertThat(ended.out()).endsWith("<etcd>\n<x>\n");
  }

  @Test
  void the_cache_is_used_only_with_the_jdk_that_made_it() throws Exception {
    furnishBuild();
    Map<String, String> home = Map.of("JAVA_HOME", jdk.toString());
    Path target = house.resolve("launcher/target");
    assertThat(run("etcd", home).out()).doesNotContain("AOTCache");
    Files.writeString(target.resolve("keelson.aot"), "");
    Files.writeString(target.resolve("keelson.aot.jdk"), "/another\n");
    assertThat(run("etcd", home).out()).doesNotContain("AOTCache");
    Files.writeString(target.resolve("keelson.aot.jdk"), jdk + "\n");
    assertThat(run("etcd", home).out()).contains("<-XX:AOTCache=" + target + "/keelson.aot>");
  }

  @Test
  void three_started_at_once_build_once() throws Exception {
    furnishMaven(0);
    List<Process> members = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      members.add(start(house.resolve("bin/etcd"), Map.of("JAVA_HOME", jdk.toString()), "m" + i));
    }
    for (int i = 0; i < 3; i++) {
      Ended ended = end(members.get(i));
      assertThat(ended.code()).isZero();
      assertThat(ended.out()).endsWith("<m" + i + ">\n");
    }
    assertThat(Files.readAllLines(house.resolve("builds"))).hasSize(1);
    assertThat(house.resolve("launcher/target/.building")).doesNotExist();
  }

  @Test
  void a_failed_build_is_said_and_tried_again_next_time() throws Exception {
    furnishMaven(1);
    Map<String, String> home = Map.of("JAVA_HOME", jdk.toString());
    for (int i = 1; i <= 2; i++) {
      Ended ended = run("etcd", home);
      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.out()).isEmpty();
      assertThat(ended.err()).contains("keelson: the build failed");
      assertThat(Files.readAllLines(house.resolve("builds"))).hasSize(i);
    }
  }

  @Test
  void the_lock_of_a_dead_build_is_taken_over() throws Exception {
    furnishMaven(0);
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Path lock = Files.createDirectories(house.resolve("launcher/target/.building"));
    Files.writeString(lock.resolve("pid"), dead.pid() + "\n");
    assertThat(run("etcd", Map.of("JAVA_HOME", jdk.toString())).code()).isZero();
  }

  @Test
  void bench_is_a_program_of_its_own() throws Exception {
    furnishBuild();
    assertThat(run("keelson", Map.of("JAVA_HOME", jdk.toString()), "bench", "put").out())
        .contains("benchmarks/target/benchmarks.jar:")
        .endsWith("<dev.keelson.benchmarks.Bench>\n<put>\n");
  }
}
