package dev.keelson.launcher.etcd;

import java.util.ArrayList;
import java.util.List;

/** What stops a start although etcd would go on, and what is let through with a warning. */
final class Refusals {
  private Refusals() {}

  /** Throws {@link BadSetting} for the first flag that asks for more than can be given. */
  static void check(Settings settings) {
    for (Flag flag : EtcdFlags.all()) {
      if (!settings.differs(flag)) {
        continue;
      }
      switch (flag.treatment()) {
        case PROTECTS ->
            throw new BadSetting(
                "--%s is not supported yet; refusing to serve in the open what it should protect"
                    .formatted(flag.name()));
        case UNSUPPORTED ->
            throw new BadSetting("--%s is not supported yet".formatted(flag.name()));
        case IMPLEMENTED, WITHOUT_EFFECT -> {}
      }
    }
    if (settings.text("discovery-fallback").equals("proxy")) {
      throw new BadSetting(
          "v2 proxy is deprecated, and --discovery-fallback can't be configured as \"proxy\"");
    }
  }

  static void checkUnix(String flag, EtcdUrl url) {
    if (url.isUnix()) {
      throw new BadSetting("--%s: unix sockets are not supported yet (%s)".formatted(flag, url));
    }
  }

  /** Flags and gates that were given and change nothing, for one warning. */
  static List<String> withoutEffect(Settings settings) {
    List<String> names = new ArrayList<>();
    for (Flag flag : EtcdFlags.all()) {
      if (flag.treatment() == Treatment.WITHOUT_EFFECT && settings.differs(flag)) {
        names.add(flag.name());
      }
    }
    FeatureGates.withoutEffect(settings.text("feature-gates"))
        .forEach(gate -> names.add("feature-gates:" + gate));
    return names;
  }
}
