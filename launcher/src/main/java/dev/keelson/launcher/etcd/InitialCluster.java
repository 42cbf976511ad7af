package dev.keelson.launcher.etcd;

import dev.keelson.raftstore.RaftStoreConfig.InitialMember;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * {@code --initial-cluster}: names to peer URLs, a name with several URLs written several times.
 *
 * @param members ascending by name, URLs in etcd's order
 */
public record InitialCluster(Map<String, List<EtcdUrl>> members) {
  public static InitialCluster parse(String text) {
    Map<String, List<EtcdUrl>> members = new TreeMap<>();
    for (String each : text.split(",")) {
      if (each.isEmpty()) {
        continue;
      }
      String[] pair = each.split("=", 2);
      EtcdUrl url = EtcdUrl.of(pair.length < 2 ? "" : pair[1].strip());
      members.computeIfAbsent(pair[0], _ -> new ArrayList<>()).add(url);
    }
    members.values().forEach(urls -> urls.sort((a, b) -> a.text().compareTo(b.text())));
    return new InitialCluster(members);
  }

  /** This member alone: what an unset flag means. */
  static InitialCluster of(String name, List<EtcdUrl> peerUrls) {
    return new InitialCluster(Map.of(name, peerUrls));
  }

  /** Checks as etcd does before a first start; a later start reads its members from disk. */
  public void verify(String name, List<EtcdUrl> advertised, boolean founding) {
    List<EtcdUrl> own = members.get(name);
    if (own == null) {
      throw new BadSetting(
          "couldn't find local name \"%s\" in the initial cluster configuration".formatted(name));
    }
    Set<String> seen = new HashSet<>();
    boolean twice =
        members.values().stream().flatMap(List::stream).anyMatch(url -> !seen.add(url.text()));
    if (twice) {
      throw new BadSetting("initial cluster " + this + " has duplicate url");
    }
    if (founding) {
      matchAdvertised(name, texts(own), texts(advertised));
    }
  }

  private static void matchAdvertised(String name, Set<String> own, Set<String> advertised) {
    Set<String> missing = new TreeSet<>(own);
    missing.removeAll(advertised);
    if (!missing.isEmpty()) {
      throw new BadSetting(
          "--initial-cluster has %s but missing from --initial-advertise-peer-urls=%s"
              .formatted(named(name, missing), String.join(",", advertised)));
    }
    missing.addAll(advertised);
    missing.removeAll(own);
    if (!missing.isEmpty()) {
      throw new BadSetting(
          "--initial-advertise-peer-urls has %s but missing from --initial-cluster=%s"
              .formatted(String.join(",", missing), named(name, own)));
    }
  }

  private static Set<String> texts(List<EtcdUrl> urls) {
    return urls.stream().map(EtcdUrl::text).collect(Collectors.toCollection(TreeSet::new));
  }

  private static String named(String name, Set<String> urls) {
    return urls.stream().map(url -> name + "=" + url).collect(Collectors.joining(","));
  }

  public List<InitialMember> initialMembers() {
    return members.entrySet().stream()
        .map(
            each ->
                new InitialMember(
                    each.getKey(), each.getValue().stream().map(EtcdUrl::uri).toList()))
        .toList();
  }

  @Override
  public String toString() {
    return members.entrySet().stream()
        .map(each -> named(each.getKey(), texts(each.getValue())))
        .collect(Collectors.joining(","));
  }
}
