package dev.keelson.scheduler.plugins.volumes;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.SharedInformers;
import dev.keelson.apiserver.client.informer.Store;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import java.util.List;
import java.util.Optional;

/** What is known of storage. Any thread. */
record Stores(
    Store claims,
    Store volumes,
    Store classes,
    Store csiNodes,
    Store csiDrivers,
    Store capacities,
    Store attachments) {
  private static final String STORAGE = "storage.k8s.io/v1";
  private static final String CLASS = "scheduler-volume-class";
  private static final String NODE = "scheduler-attachment-node";

  static Stores of(SharedInformers informers) {
    Informer volumes = informers.of("v1", "persistentvolumes");
    volumes.index(CLASS, volume -> List.of(Claim.className(volume)));
    Informer attachments = informers.of(STORAGE, "volumeattachments");
    attachments.index(NODE, attachment -> List.of(attachment.spec().text("nodeName")));
    return new Stores(
        informers.of("v1", "persistentvolumeclaims").store(),
        volumes.store(),
        informers.of(STORAGE, "storageclasses").store(),
        informers.of(STORAGE, "csinodes").store(),
        informers.of(STORAGE, "csidrivers").store(),
        informers.of(STORAGE, "csistoragecapacities").store(),
        attachments.store());
  }

  Optional<Claim> claim(String namespace, String name) {
    return claims.get(new ObjectName(namespace, name)).map(Claim::new);
  }

  Optional<Volume> volume(String name) {
    return volumes.get(new ObjectName("", name)).map(Volume::new);
  }

  List<ApiObject> volumesOfClass(String name) {
    return volumes.byIndex(CLASS, name);
  }

  Optional<ApiObject> storageClass(String name) {
    return classes.get(new ObjectName("", name));
  }

  Optional<ApiObject> csiNode(String name) {
    return csiNodes.get(new ObjectName("", name));
  }

  Optional<ApiObject> csiDriver(String name) {
    return csiDrivers.get(new ObjectName("", name));
  }

  List<ApiObject> attachmentsOf(String node) {
    return attachments.byIndex(NODE, node);
  }

  static String noClaim(String name) {
    return "persistentvolumeclaim \"" + name + "\" not found";
  }

  static String noVolume(String name) {
    return "persistentvolume \"" + name + "\" not found";
  }

  static String noClass(String name) {
    return "storageclass.storage.k8s.io \"" + name + "\" not found";
  }
}
