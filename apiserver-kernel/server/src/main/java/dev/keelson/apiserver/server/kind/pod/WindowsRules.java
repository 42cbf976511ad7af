package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.Located;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What pods may set on Windows, and what on Linux. */
final class WindowsRules {
  private static final int LARGEST_SPEC = 64 * 1024;
  private static final int LONGEST_DOMAIN = 256;
  private static final int LONGEST_USER = 104;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final Pattern NETBIOS = Pattern.compile("[^\\\\/:*?\"<>|.][^\\\\/:*?\"<>|]{0,14}");
  private static final Pattern DNS =
      Pattern.compile(
          "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
              + "(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*");
  private static final Pattern NOT_IN_USER = Pattern.compile("[\"/\\\\:;|=,+*?<>@\\[\\]]");
  private static final Pattern DOTS_AND_SPACES = Pattern.compile("[. ]+");
  private static final String NOT_ON_WINDOWS = "cannot be set for a windows pod";

  private WindowsRules() {}

  static void options(Located context) {
    if (!context.has("windowsOptions")) {
      return;
    }
    Located options = context.in("windowsOptions");
    if (options.has("gmsaCredentialSpecName")) {
      options.form("gmsaCredentialSpecName", Names::subdomain1123);
    }
    if (options.has("gmsaCredentialSpec")) {
      int length = options.text("gmsaCredentialSpec").length();
      if (length == 0) {
        options.invalid("gmsaCredentialSpec", "gmsaCredentialSpec cannot be an empty string");
      } else if (length > LARGEST_SPEC) {
        options.invalid("gmsaCredentialSpec", "gmsaCredentialSpec size must be under 64 KiB");
      }
    }
    if (options.has("runAsUserName")) {
      options.form("runAsUserName", WindowsRules::userName);
    }
  }

  private static List<String> userName(String name) {
    if (name.isEmpty()) {
      return List.of("runAsUserName cannot be an empty string");
    }
    if (CONTROL.matcher(name).find()) {
      return List.of("runAsUserName cannot contain control characters");
    }
    int slash = name.indexOf('\\');
    if (slash >= 0 && name.indexOf('\\', slash + 1) >= 0) {
      return List.of("runAsUserName cannot contain more than one backslash");
    }
    String domain = slash < 0 ? "" : name.substring(0, slash);
    String user = name.substring(slash + 1);
    List<String> wrong = new ArrayList<>();
    if (domain.length() >= LONGEST_DOMAIN) {
      wrong.add("runAsUserName's Domain length must be under 256 characters");
    }
    if (slash >= 0 && !NETBIOS.matcher(domain).matches() && !DNS.matcher(domain).matches()) {
      wrong.add("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
    }
    if (user.isEmpty()) {
      wrong.add("runAsUserName's User cannot be empty");
    } else if (user.length() > LONGEST_USER) {
      wrong.add("runAsUserName's User length must not be longer than 104 characters");
    }
    if (DOTS_AND_SPACES.matcher(user).matches()) {
      wrong.add("runAsUserName's User cannot contain only periods or spaces");
    }
    if (NOT_IN_USER.matcher(user).find()) {
      wrong.add("runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]");
    }
    return wrong;
  }

  /** All containers run as processes of the host, or none does. */
  static void hostProcess(Located spec) {
    JsonValue ofPod = spec.json().at("securityContext", "windowsOptions", "hostProcess");
    int all = 0;
    int host = 0;
    for (Located container : containers(spec)) {
      all++;
      Located options = container.in("securityContext").in("windowsOptions");
      JsonValue own = options.get("hostProcess");
      if (ofPod != JsonNull.NULL && own != JsonNull.NULL && ofPod != own) {
        options.invalid(
            "hostProcess",
            "pod hostProcess value must be identical if both are specified, was "
                + (ofPod == JsonBool.TRUE));
      }
      if ((own == JsonNull.NULL ? ofPod : own) == JsonBool.TRUE) {
        host++;
      }
    }
    if (host == 0) {
      return;
    }
    if (host != all) {
      spec.errors()
          .invalid(
              spec.path(),
              "",
              "If pod contains any hostProcess containers then all containers must be HostProcess"
                  + " containers");
    }
    if (!spec.isTrue("hostNetwork")) {
      spec.errors()
          .invalid(
              spec.path("hostNetwork"),
              JsonBool.FALSE,
              "hostNetwork must be true if pod contains any hostProcess containers");
    }
  }

  static void onLinux(Located spec) {
    String detail = "windows options cannot be set for a linux pod";
    if (spec.in("securityContext").has("windowsOptions")) {
      spec.in("securityContext").forbidden("windowsOptions", detail);
    }
    for (Located container : containers(spec)) {
      if (container.in("securityContext").has("windowsOptions")) {
        container.in("securityContext").forbidden("windowsOptions", detail);
      }
    }
  }

  static void onWindows(Located spec) {
    Located context = spec.in("securityContext");
    none(context, List.of("appArmorProfile", "seLinuxOptions"));
    none(spec, List.of("hostUsers"));
    for (String name : List.of("hostPID", "hostIPC")) {
      if (spec.isTrue(name)) {
        spec.forbidden(name, NOT_ON_WINDOWS);
      }
    }
    none(context, List.of("seccompProfile", "fsGroup", "fsGroupChangePolicy", "sysctls"));
    none(spec, List.of("shareProcessNamespace"));
    none(
        context,
        List.of(
            "runAsUser",
            "runAsGroup",
            "supplementalGroups",
            "supplementalGroupsPolicy",
            "seLinuxChangePolicy"));
    for (Located container : containers(spec)) {
      none(
          container.in("securityContext"),
          List.of(
              "appArmorProfile",
              "seLinuxOptions",
              "seccompProfile",
              "capabilities",
              "readOnlyRootFilesystem",
              "privileged",
              "allowPrivilegeEscalation",
              "procMount",
              "runAsUser",
              "runAsGroup"));
    }
  }

  private static void none(Located holder, List<String> names) {
    for (String name : names) {
      if (holder.has(name)) {
        holder.forbidden(name, NOT_ON_WINDOWS);
      }
    }
  }

  /** In the order in which upstream visits them. */
  static List<Located> containers(Located spec) {
    List<Located> all = new ArrayList<>(spec.each("initContainers"));
    all.addAll(spec.each("containers"));
    all.addAll(spec.each("ephemeralContainers"));
    return all;
  }
}
