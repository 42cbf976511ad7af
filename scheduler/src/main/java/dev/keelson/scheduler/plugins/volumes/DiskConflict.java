package dev.keelson.scheduler.plugins.volumes;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.scheduler.view.PodView;
import java.util.Collections;

/** Disks named in pods themselves that cannot be attached twice to a node. */
final class DiskConflict {
  private DiskConflict() {}

  /** Whether the pod has such a disk at all. */
  static boolean isPossible(PodView pod) {
    for (JsonValue each : pod.volumes()) {
      if (each instanceof JsonObject volume && isDisk(volume)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDisk(JsonObject volume) {
    return volume.isSet("gcePersistentDisk")
        || volume.isSet("awsElasticBlockStore")
        || volume.isSet("iscsi")
        || volume.isSet("rbd");
  }

  static boolean between(PodView pod, PodView other) {
    for (JsonValue each : pod.volumes()) {
      if (each instanceof JsonObject volume && isDisk(volume)) {
        for (JsonValue existing : other.volumes()) {
          if (existing instanceof JsonObject there && same(volume, there)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** The same disk, and not both only read it where that is allowed. */
  private static boolean same(JsonObject one, JsonObject other) {
    return (both(one, other, "gcePersistentDisk")
            && equal(one, other, "gcePersistentDisk", "pdName")
            && !onlyRead(one, other, "gcePersistentDisk"))
        || (both(one, other, "awsElasticBlockStore")
            && equal(one, other, "awsElasticBlockStore", "volumeID"))
        || (both(one, other, "iscsi")
            && equal(one, other, "iscsi", "iqn")
            && !onlyRead(one, other, "iscsi"))
        || (both(one, other, "rbd")
            && !Collections.disjoint(
                one.object("rbd").array("monitors").texts().toList(),
                other.object("rbd").array("monitors").texts().toList())
            && equal(one, other, "rbd", "pool")
            && equal(one, other, "rbd", "image")
            && !onlyRead(one, other, "rbd"));
  }

  private static boolean both(JsonObject one, JsonObject other, String kind) {
    return one.isSet(kind) && other.isSet(kind);
  }

  private static boolean equal(JsonObject one, JsonObject other, String kind, String field) {
    return one.object(kind).text(field).equals(other.object(kind).text(field));
  }

  private static boolean onlyRead(JsonObject one, JsonObject other, String kind) {
    return one.object(kind).isTrue("readOnly") && other.object(kind).isTrue("readOnly");
  }
}
