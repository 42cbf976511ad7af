package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.kind.Forms;
import dev.keelson.apiserver.server.kind.GoStruct;
import dev.keelson.apiserver.server.kind.Located;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Security contexts of pods and of containers. */
final class SecurityRules {
  private static final long LARGEST_ID = Integer.MAX_VALUE;
  private static final int LONGEST_PROFILE = 4095;
  private static final List<String> PROFILE_TYPES =
      List.of("Localhost", "RuntimeDefault", "Unconfined");
  private static final List<String> CONTEXT =
      List.of(
          "capabilities",
          "privileged",
          "seLinuxOptions",
          "windowsOptions",
          "runAsUser",
          "runAsGroup",
          "runAsNonRoot",
          "readOnlyRootFilesystem",
          "allowPrivilegeEscalation",
          "procMount",
          "seccompProfile",
          "appArmorProfile");

  private SecurityRules() {}

  static void container(Located context, boolean sharesUsers) {
    context.within("runAsUser", 0, LARGEST_ID);
    context.within("runAsGroup", 0, LARGEST_ID);
    if (context.has("procMount")) {
      context.oneOf("procMount", List.of("Default", "Unmasked"));
      if (sharesUsers && context.text("procMount").equals("Unmasked")) {
        context.invalid("procMount", "`hostUsers` must be false to use `Unmasked`");
      }
    }
    seccomp(context);
    escalation(context);
    WindowsRules.options(context);
    appArmor(context);
  }

  private static void escalation(Located context) {
    if (context.get("allowPrivilegeEscalation") != JsonBool.FALSE) {
      return;
    }
    if (context.isTrue("privileged")) {
      contradiction(context, "`privileged` to true");
    }
    if (context.in("capabilities").texts("add").contains("CAP_SYS_ADMIN")) {
      contradiction(context, "`capabilities.Add` CAP_SYS_ADMIN");
    }
  }

  private static void contradiction(Located context, String with) {
    context
        .errors()
        .invalid(
            context.path(),
            shown(context.json()),
            "cannot set `allowPrivilegeEscalation` to false and " + with);
  }

  private static JsonObject shown(JsonObject context) {
    JsonObject shown = GoStruct.shown(context, CONTEXT);
    return context.get("capabilities") instanceof JsonObject capabilities
        ? shown.with("Capabilities", GoStruct.shown(capabilities, List.of("add", "drop")))
        : shown;
  }

  private static void seccomp(Located context) {
    if (!context.has("seccompProfile")) {
      return;
    }
    Located profile = context.in("seccompProfile");
    type(profile, "type is required when seccompProfile is set");
    if (!profile.text("type").equals("Localhost")) {
      if (profile.has("localhostProfile")) {
        profile
            .errors()
            .invalid(
                profile.path("localhostProfile"),
                GoStruct.shown(profile.json(), List.of("type", "localhostProfile")),
                "can only be set when seccomp type is Localhost");
      }
    } else if (!profile.has("localhostProfile")) {
      profile.required("localhostProfile", "must be set when seccomp type is Localhost");
    } else {
      profile.form("localhostProfile", Forms::descendingPath);
    }
  }

  private static void type(Located profile, String missing) {
    if (profile.text("type").isEmpty()) {
      profile.required("type", missing);
    } else if (!PROFILE_TYPES.contains(profile.text("type"))) {
      profile.notSupported("type", PROFILE_TYPES);
    }
  }

  private static void appArmor(Located context) {
    if (!context.has("appArmorProfile")) {
      return;
    }
    Located profile = context.in("appArmorProfile");
    String missing = "must be set when AppArmor type is Localhost";
    switch (profile.text("type")) {
      case "Localhost" -> {
        String name = profile.text("localhostProfile");
        if (!profile.has("localhostProfile")) {
          profile.required("localhostProfile", missing);
        } else if (!name.strip().equals(name)) {
          profile.invalid("localhostProfile", "must not be padded with whitespace");
        } else if (name.isEmpty()) {
          profile.required("localhostProfile", missing);
        }
        if (name.length() > LONGEST_PROFILE) {
          profile.errors().tooLong(profile.path("localhostProfile"), LONGEST_PROFILE);
        }
      }
      case "RuntimeDefault", "Unconfined" -> {
        if (profile.has("localhostProfile")) {
          profile.invalid("localhostProfile", "can only be set when AppArmor type is Localhost");
        }
      }
      default -> type(profile, "type is required when appArmorProfile is set");
    }
  }

  static void pod(Located spec) {
    Located context = spec.in("securityContext");
    if (context.json().isEmpty() && !spec.has("shareProcessNamespace")) {
      return;
    }
    context.within("fsGroup", 0, LARGEST_ID);
    context.within("runAsUser", 0, LARGEST_ID);
    context.within("runAsGroup", 0, LARGEST_ID);
    List<JsonValue> groups = context.json().array("supplementalGroups").values();
    for (int i = 0; i < groups.size(); i++) {
      if (groups.get(i) instanceof JsonLong(long id) && (id < 0 || id > LARGEST_ID)) {
        context
            .errors()
            .invalid(context.path("supplementalGroups").index(i), id, Located.range(0, LARGEST_ID));
      }
    }
    if (spec.isTrue("shareProcessNamespace") && spec.isTrue("hostPID")) {
      context
          .errors()
          .invalid(
              context.path("shareProcessNamespace"),
              JsonBool.TRUE,
              "ShareProcessNamespace and HostPID cannot both be enabled");
    }
    sysctls(spec, context);
    context.oneOf("fsGroupChangePolicy", List.of("Always", "OnRootMismatch"));
    seccomp(context);
    WindowsRules.options(context);
    appArmor(context);
    context.oneOf("supplementalGroupsPolicy", List.of("Merge", "Strict"));
    context.oneOf("seLinuxChangePolicy", List.of("Recursive"));
  }

  private static void sysctls(Located spec, Located context) {
    Set<String> names = new HashSet<>();
    for (Located sysctl : context.each("sysctls")) {
      String name = sysctl.text("name");
      if (name.isEmpty()) {
        sysctl.required("name");
      } else if (!Sysctls.isName(name)) {
        sysctl.invalid("name", Sysctls.WRONG_NAME);
      } else if (names.contains(name)) {
        sysctl.errors().duplicate(sysctl.path("name"), name);
      }
      switch (Sysctls.namespace(name)) {
        case NET -> {
          if (spec.isTrue("hostNetwork")) {
            sysctl.invalid("name", "may not be specified when 'hostNetwork' is true");
          }
        }
        case IPC -> {
          if (spec.isTrue("hostIPC")) {
            sysctl.invalid("name", "may not be specified when 'hostIPC' is true");
          }
        }
        case NONE -> {}
      }
      names.add(name);
    }
  }
}
