package dev.keelson.apiserver.server.assembly;

import dev.keelson.apiserver.server.verb.NewName;
import java.security.SecureRandom;
import java.util.function.Supplier;

/** Five random characters at a time, as generated names end. */
final class Suffixes implements Supplier<String> {
  private final SecureRandom random = new SecureRandom();

  @Override
  public String get() {
    return NewName.of("", random);
  }
}
