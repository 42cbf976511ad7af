package dev.keelson.jepsen.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The program under test: anything with etcd's command line.
 *
 * @param environment what it gets beside PATH
 */
public record Target(Path program, Map<String, String> environment) {
  public Target {
    environment = Map.copyOf(environment);
  }

  public static Target of(Path program) {
    return new Target(program, Map.of());
  }

  /** The same with one more variable. */
  public Target with(String variable, String value) {
    Map<String, String> more = new java.util.HashMap<>(environment);
    more.put(variable, value);
    return new Target(program, more);
  }

  /**
   * Whether it is a script. A program that is none may be linked statically, as real etcd is, and
   * then asks the kernel for the time without a library that could lie to it.
   */
  public boolean isScript() {
    try (InputStream in = Files.newInputStream(program)) {
      return in.read() == '#' && in.read() == '!';
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public String toString() {
    return program.toString();
  }
}
