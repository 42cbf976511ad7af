package dev.keelson.nodeagent.pod;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.nodeagent.runtime.ContainerRuntime;
import dev.keelson.nodeagent.runtime.PretendRuntime;
import dev.keelson.nodeagent.spec.ContainerSpec;
import dev.keelson.nodeagent.spec.PodView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A node that has room for everything, and remembers what it was told. */
final class StillPlace implements PodPlace, ConfigSource {
  final List<String> events = new ArrayList<>();
  final Map<String, ApiObject> configs = new HashMap<>();
  final List<ApiObject> services = new ArrayList<>();
  final Set<String> released = new HashSet<>();
  final Map<String, String> hostFiles = new HashMap<>();
  private final Set<String> images = new HashSet<>();
  Optional<String> ip = Optional.of("10.244.0.2");
  Resize resize = new Resize.Done();

  @Override
  public ContainerRuntime runtime() {
    return new PretendRuntime();
  }

  @Override
  public ConfigSource configs() {
    return this;
  }

  @Override
  public Quantity allocatable(String resource) {
    return Quantity.parse(resource.equals("cpu") ? "8" : "32Gi");
  }

  @Override
  public List<String> hostIps() {
    return List.of("127.64.0.1");
  }

  @Override
  public Optional<String> podIp(String key) {
    return ip;
  }

  @Override
  public void keepIp(String key, String kept) {}

  @Override
  public boolean hasImage(String image) {
    return images.contains(image);
  }

  @Override
  public void keepImage(String image) {
    images.add(image);
  }

  @Override
  public Optional<Rejection> admit(String key, PodView pod) {
    return Optional.empty();
  }

  @Override
  public Resize resize(String key, PodView pod) {
    return resize;
  }

  @Override
  public void release(String key) {
    released.add(key);
  }

  @Override
  public void event(
      PodView pod,
      Optional<ContainerSpec> about,
      boolean isWarning,
      String reason,
      String message) {
    events.add(reason + ": " + message);
  }

  @Override
  public Optional<ApiObject> configMap(ObjectName name) {
    return Optional.ofNullable(configs.get(name.name()));
  }

  @Override
  public Optional<ApiObject> secret(ObjectName name) {
    return Optional.empty();
  }

  @Override
  public List<ApiObject> services(String namespace) {
    return services.stream().filter(each -> each.namespace().equals(namespace)).toList();
  }

  @Override
  public String token(PodView pod, String audience, long seconds) {
    return "token of " + pod.name() + " for " + audience;
  }

  @Override
  public Map<String, String> hostFiles(String directory) {
    return Map.copyOf(hostFiles);
  }

  @Override
  public void keepHostFile(String path, Optional<String> content) {
    content.ifPresentOrElse(text -> hostFiles.put(path, text), () -> hostFiles.remove(path));
  }
}
