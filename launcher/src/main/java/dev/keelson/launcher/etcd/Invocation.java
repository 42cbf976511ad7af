package dev.keelson.launcher.etcd;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of the program: its words and its variables, and from them the settings. A configuration
 * file makes everything else be ignored, as in etcd.
 */
record Invocation(List<String> words, Map<String, String> variables) {
  private static final Logger LOG = LoggerFactory.getLogger(Invocation.class);

  Invocation {
    words = List.copyOf(words);
    variables = Map.copyOf(variables);
  }

  CommandLine commandLine() {
    return CommandLine.parse(words);
  }

  /** Logs which variables counted. Throws {@link BadSetting}. */
  Settings settings(CommandLine.Parsed line) {
    Optional<String> file =
        Optional.ofNullable(
            line.given().getOrDefault("config-file", variables.get(Environment.CONFIG_FILE)));
    return file.filter(name -> !name.isEmpty())
        .map(name -> fromFile(Path.of(name)))
        .orElseGet(() -> fromLineAndVariables(line));
  }

  private static Settings fromFile(Path file) {
    ConfigFile config = ConfigFile.read(file);
    LOG.atInfo()
        .addKeyValue("path", file)
        .log(
            "loaded server configuration, other configuration command line flags and environment"
                + " variables will be ignored if provided");
    if (!config.unknown().isEmpty()) {
      LOG.atWarn()
          .addKeyValue("path", file)
          .addKeyValue("keys", config.unknown())
          .log("unrecognized keys in configuration file");
    }
    return Settings.of(config.given());
  }

  private Settings fromLineAndVariables(CommandLine.Parsed line) {
    Environment environment = Environment.over(line.given(), variables);
    for (String name : environment.used()) {
      LOG.atInfo()
          .addKeyValue("variable-name", name)
          .addKeyValue("variable-value", variables.get(name))
          .log("recognized and used environment variable");
    }
    for (String name : environment.shadowed()) {
      LOG.atWarn()
          .addKeyValue("environment-variable", name)
          .log("environment variable is shadowed by the command-line flag, which counts");
    }
    for (String name : environment.unknown()) {
      LOG.atWarn()
          .addKeyValue("environment-variable", name)
          .log("unrecognized environment variable");
    }
    Settings settings = Settings.of(environment.given());
    if (settings.isSet("listen-client-urls") && !settings.isSet("advertise-client-urls")) {
      throw new BadSetting(
          "--advertise-client-urls is required when --listen-client-urls is set explicitly");
    }
    return settings;
  }
}
