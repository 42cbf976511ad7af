package dev.keelson.launcher.etcd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * etcd's {@code --config-file}: YAML (or JSON) whose keys are flag names. Durations are integers,
 * in nanoseconds; lists may be lists; TLS stands under client- and peer-transport-security. With a
 * file, all flags and variables are ignored.
 *
 * @param given flags with their values
 * @param unknown keys that mean nothing here (etcd passes over them in silence)
 */
record ConfigFile(Map<String, String> given, List<String> unknown) {
  private static final Map<String, String> CLIENT =
      Map.of(
          "cert-file", "cert-file",
          "key-file", "key-file",
          "client-cert-file", "client-cert-file",
          "client-key-file", "client-key-file",
          "client-cert-auth", "client-cert-auth",
          "trusted-ca-file", "trusted-ca-file",
          "auto-tls", "auto-tls",
          "allowed-cn", "client-cert-allowed-cn",
          "allowed-hostname", "client-cert-allowed-hostname");
  private static final Map<String, String> PEER =
      Map.of(
          "cert-file", "peer-cert-file",
          "key-file", "peer-key-file",
          "client-cert-file", "peer-client-cert-file",
          "client-key-file", "peer-client-key-file",
          "client-cert-auth", "peer-client-cert-auth",
          "trusted-ca-file", "peer-trusted-ca-file",
          "auto-tls", "peer-auto-tls",
          "allowed-cn", "peer-cert-allowed-cn",
          "allowed-hostname", "peer-cert-allowed-hostname",
          "skip-client-san-verification", "peer-skip-client-san-verification");
  private static final Map<String, String> SOCKET =
      Map.of("reuse-port", "socket-reuse-port", "reuse-address", "socket-reuse-address");
  private static final Map<String, String> DISCOVERY =
      Map.of("discovery-endpoints", "discovery-endpoints", "discovery-token", "discovery-token");

  /** Throws {@link BadSetting} naming the file if it cannot be read or a value does not fit. */
  static ConfigFile read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException _) {
      throw new BadSetting("open " + file + ": no such file or directory");
    } catch (IOException e) {
      throw new BadSetting("read " + file + ": " + e.getMessage());
    }
    return parse(text, file.toString());
  }

  static ConfigFile parse(String text, String name) {
    Object document;
    try {
      document = new Load(LoadSettings.builder().setLabel(name).build()).loadFromString(text);
    } catch (YamlEngineException e) {
      throw new BadSetting(
          "error converting YAML to JSON: "
              + String.valueOf(e.getMessage()).replaceAll("\\s*\n\\s*", " ").strip());
    }
    if (document == null) {
      return new ConfigFile(Map.of(), List.of());
    }
    if (!(document instanceof Map<?, ?> keys)) {
      throw new BadSetting("error unmarshaling " + name + ": not a mapping of keys to values");
    }
    Reader reader = new Reader();
    keys.forEach((key, value) -> reader.top(String.valueOf(key), value));
    return new ConfigFile(reader.given, List.copyOf(reader.unknown));
  }

  private static final class Reader {
    private final Map<String, String> given = new LinkedHashMap<>();
    private final List<String> unknown = new ArrayList<>();

    private void top(String key, @Nullable Object value) {
      switch (key) {
        case "client-transport-security" -> section(key, CLIENT, value);
        case "peer-transport-security" -> section(key, PEER, value);
        case "socket-options" -> section(key, SOCKET, value);
        case "discovery-config" -> section(key, DISCOVERY, value);
        default -> put(key, key, value);
      }
    }

    private void section(String name, Map<String, String> flags, @Nullable Object value) {
      switch (value) {
        case null -> {}
        case Map<?, ?> keys ->
            keys.forEach(
                (key, each) -> {
                  String flag = flags.get(String.valueOf(key));
                  if (flag == null) {
                    unknown.add(name + "." + key);
                  } else {
                    put(name + "." + key, flag, each);
                  }
                });
        case Object _ -> throw new BadSetting("invalid " + name);
      }
    }

    private void put(String key, String name, @Nullable Object value) {
      Optional<Flag> flag = EtcdFlags.find(name);
      if (flag.isEmpty()) {
        unknown.add(key);
        return;
      }
      if (value == null || "".equals(value)) {
        return;
      }
      String text = text(key, flag.get(), value);
      Optional<String> complaint = flag.get().type().complaint(text);
      if (complaint.isPresent()) {
        throw new BadSetting(
            "invalid value \"%s\" for %s: %s".formatted(text, key, complaint.get()));
      }
      given.put(flag.get().aliasOf().orElse(name), text);
    }

    private static String text(String key, Flag flag, Object value) {
      boolean duration = flag.type() == FlagType.DURATION;
      return switch (value) {
        case Long nanos when duration -> nanos + "ns";
        case Integer nanos when duration -> nanos + "ns";
        case Object other when duration ->
            throw new BadSetting(
                "%s: want a number of nanoseconds, have \"%s\"".formatted(key, other));
        case List<?> list -> list.stream().map(String::valueOf).collect(Collectors.joining(","));
        case Map<?, ?> _ -> throw new BadSetting("%s: want one value".formatted(key));
        case Object other -> other.toString();
      };
    }
  }
}
