package dev.keelson.launcher.etcd;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The value of every flag, whoever gave it. Values are kept as they would be typed and have been
 * checked by their type; {@link #isSet} tells those given from defaults.
 */
final class Settings {
  private final Map<String, String> given;

  private Settings(Map<String, String> given) {
    this.given = given;
  }

  static Settings of(Map<String, String> given) {
    return new Settings(new LinkedHashMap<>(given));
  }

  boolean isSet(String flag) {
    return given.containsKey(flag);
  }

  /** Given and not the same as the default. */
  boolean differs(Flag flag) {
    String value = given.get(flag.name());
    if (value == null || value.equals(flag.initial())) {
      return false;
    }
    return switch (flag.type()) {
      case BOOL -> !FlagType.bool(value).equals(FlagType.bool(flag.initial()));
      case DURATION -> !GoDuration.parse(value).equals(GoDuration.parse(flag.initial()));
      case UINT, UINT32, INT -> FlagType.parse(value) != FlagType.parse(flag.initial());
      case STRING, STRINGS, URLS, CLUSTER_STATE, DISCOVERY_FALLBACK, FEATURE_GATES -> true;
    };
  }

  String text(String flag) {
    String value = given.get(flag);
    return value == null ? EtcdFlags.get(flag).initial() : value;
  }

  boolean enabled(String flag) {
    return FlagType.bool(text(flag)).orElseThrow();
  }

  long number(String flag) {
    return FlagType.parse(text(flag));
  }

  Duration duration(String flag) {
    return GoDuration.parse(text(flag)).orElseThrow();
  }

  List<EtcdUrl> urls(String flag) {
    return EtcdUrl.list(text(flag));
  }

  List<String> list(String flag) {
    return Arrays.stream(text(flag).split(",")).filter(each -> !each.isEmpty()).distinct().toList();
  }
}
