package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.Forms;
import dev.keelson.apiserver.server.kind.Located;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Volumes of particular storage systems, most of them long since served by CSI drivers. */
final class VendorVolumeRules {
  private static final Pattern IQN =
      Pattern.compile("iqn\\.\\d{4}-\\d{2}\\.([a-zA-Z0-9.-]+)(:[^,;*&$|\\s]+)$");
  private static final Pattern EUI = Pattern.compile("^eui.[a-zA-Z0-9]{16}$");
  private static final Pattern NAA = Pattern.compile("^naa.[a-zA-Z0-9]{32}$");

  private VendorVolumeRules() {}

  static void check(String kind, Located source, Located volume) {
    switch (kind) {
      case "gitRepo" -> {
        source.needsText("repository");
        source.form("directory", Forms::descendingPath);
      }
      case "gcePersistentDisk" -> {
        Located disk = volume.in("persistentDisk").holding(source.json());
        disk.needsText("pdName");
        partition(disk);
      }
      case "awsElasticBlockStore" -> {
        source.needsText("volumeID");
        partition(source);
      }
      case "iscsi" -> iscsi(source, volume);
      case "glusterfs" -> need(source, "endpoints", "path");
      case "flocker" -> flocker(source);
      case "rbd" -> {
        needList(source, "monitors");
        source.needsText("image");
      }
      case "cinder" -> {
        source.needsText("volumeID");
        secret(source);
      }
      case "cephfs" -> needList(source, "monitors");
      case "quobyte" -> quobyte(source);
      case "fc" -> fibre(source);
      case "flexVolume" -> flex(source);
      case "azureFile" -> need(source, "secretName", "shareName");
      case "azureDisk" -> azureDisk(source);
      case "vsphereVolume" -> source.needsText("volumePath");
      case "photonPersistentDisk" -> source.needsText("pdID");
      case "portworxVolume" -> source.needsText("volumeID");
      case "scaleIO" -> need(source, "gateway", "system", "volumeName");
      case "storageos" -> {
        if (source.needsText("volumeName")) {
          source.form("volumeName", Names::label1123);
        }
        source.formIfAny("volumeNamespace", Names::label1123);
        secret(source);
      }
      default -> {}
    }
  }

  private static void need(Located source, String... names) {
    for (String name : names) {
      source.needsText(name);
    }
  }

  private static void needList(Located source, String name) {
    if (source.json().array(name).isEmpty()) {
      source.required(name);
    }
  }

  private static void secret(Located source) {
    if (source.has("secretRef")) {
      source.in("secretRef").needsText("name");
    }
  }

  /** Upstream allows 0 and says otherwise. */
  private static void partition(Located source) {
    long partition = source.number("partition");
    if (partition < 0 || partition > 255) {
      source.invalid("partition", Located.range(1, 255));
    }
  }

  private static void iscsi(Located source, Located volume) {
    source.needsText("targetPortal");
    if (source.needsText("iqn")) {
      source.form("iqn", VendorVolumeRules::qualifiedName);
    }
    long lun = source.number("lun");
    if (lun < 0 || lun > 255) {
      source.invalid("lun", Located.range(0, 255));
    }
    if ((source.isTrue("chapAuthDiscovery") || source.isTrue("chapAuthSession"))
        && !source.has("secretRef")) {
      source.required("secretRef");
    }
    if (source.has("initiatorName")) {
      String name = source.text("initiatorName");
      for (String message : qualifiedName(name)) {
        source.invalid("initiatorname", name, message);
      }
      if ((volume.text("name") + ":" + source.text("targetPortal")).length() > 64) {
        volume.invalid(
            "name",
            "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if"
                + " iscsi.initiatorName is specified.");
      }
    }
  }

  private static List<String> qualifiedName(String name) {
    boolean iqn = name.startsWith("iqn");
    boolean eui = name.startsWith("eui");
    boolean naa = name.startsWith("naa");
    if (!iqn && !eui && !naa) {
      return List.of("must be valid format starting with iqn, eui, or naa");
    }
    Pattern form = iqn ? IQN : eui ? EUI : NAA;
    return form.matcher(name).find() ? List.of() : List.of("must be valid format");
  }

  private static void flocker(Located source) {
    boolean hasName = !source.text("datasetName").isEmpty();
    boolean hasId = !source.text("datasetUUID").isEmpty();
    if (!hasName && !hasId) {
      source.errors().required(source.path(), "one of datasetName and datasetUUID is required");
    }
    if (hasName && hasId) {
      source
          .errors()
          .invalid(
              source.path(),
              "resource",
              "datasetName and datasetUUID can not be specified simultaneously");
    }
    if (source.text("datasetName").contains("/")) {
      source.invalid("datasetName", "must not contain '/'");
    }
  }

  private static void quobyte(Located source) {
    String pairs = "must be a host:port pair or multiple pairs separated by commas";
    if (source.text("registry").isEmpty()) {
      source.required("registry", pairs);
    } else if (source.text("tenant").length() >= 65) {
      source.required("tenant", "must be a UUID and may not exceed a length of 64 characters");
    } else {
      for (String pair : source.text("registry").split(",", -1)) {
        if (pair.indexOf(':') < 0 || pair.indexOf(':') != pair.lastIndexOf(':')) {
          source.invalid("registry", pairs);
        }
      }
    }
    source.needsText("volume");
  }

  private static void fibre(Located source) {
    JsonArray targets = source.json().array("targetWWNs");
    JsonArray ids = source.json().array("wwids");
    if (targets.isEmpty() && ids.isEmpty()) {
      source.required("targetWWNs", "must specify either targetWWNs or wwids, but not both");
    }
    if (!targets.isEmpty() && !ids.isEmpty()) {
      source.invalid("targetWWNs", "targetWWNs and wwids can not be specified simultaneously");
    }
    if (!targets.isEmpty()) {
      if (!source.has("lun")) {
        source.required("lun", "lun is required if targetWWNs is specified");
      } else {
        source.within("lun", 0, 255);
      }
    }
  }

  private static void flex(Located source) {
    source.needsText("driver");
    for (String option : source.json().object("options").names()) {
      int slash = option.indexOf('/');
      String namespace = slash < 0 ? option : option.substring(0, slash);
      String dotted = "." + namespace.toLowerCase(Locale.ROOT);
      if (dotted.endsWith(".kubernetes.io") || dotted.endsWith(".k8s.io")) {
        source
            .errors()
            .invalid(
                source.path("options").key(option),
                option,
                "kubernetes.io and k8s.io namespaces are reserved");
      }
    }
  }

  private static void azureDisk(Located source) {
    need(source, "diskName", "diskURI");
    source.oneOf("cachingMode", List.of("None", "ReadOnly", "ReadWrite"));
    source.oneOf("kind", List.of("Dedicated", "Managed", "Shared"));
    boolean managed = source.text("kind").equals("Managed");
    String uri = source.text("diskURI");
    if (managed && !uri.startsWith("/subscriptions/")) {
      source.notSupported(
          "diskURI",
          List.of(
              "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/"
                  + "disks/{disk-id}"));
    }
    if (source.has("kind") && !managed && !uri.startsWith("https://")) {
      source.notSupported(
          "diskURI",
          List.of("https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"));
    }
  }
}
