package dev.keelson.apiserver.server.kind.warning;

import dev.keelson.apiserver.model.json.GoText;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Files of one volume that would lie in each other's way. */
final class VolumePaths {
  private record Place(String path, String source) {
    @Override
    public String toString() {
      return GoText.quote(path) + (source.isEmpty() ? "" : " (" + source + ")");
    }

    boolean isInTheWayOf(Place other) {
      String mine = path + "/";
      String theirs = other.path + "/";
      return !path.isEmpty() && (mine.startsWith(theirs) || theirs.startsWith(mine));
    }
  }

  private VolumePaths() {}

  static void overlaps(List<String> warnings, JsonObject volume) {
    String name = volume.text("name");
    JsonObject config = volume.object("configMap");
    among(
        warnings,
        name,
        "ConfigMap " + GoText.quote(config.text("name")),
        List.of(items(config, "")));
    JsonObject secret = volume.object("secret");
    among(
        warnings,
        name,
        "Secret " + GoText.quote(secret.text("secretName")),
        List.of(items(secret, "")));
    among(warnings, name, "DownwardAPI", List.of(items(volume.object("downwardAPI"), "")));
    List<List<Place>> sources = new ArrayList<>();
    for (JsonObject source : volume.object("projected").array("sources").objects().toList()) {
      if (source.size() == 0) {
        warnings.add("volume %s (Projected) has no sources provided".formatted(GoText.quote(name)));
      } else {
        sources.add(places(source));
      }
    }
    among(warnings, name, "Projected", sources);
  }

  private static List<Place> places(JsonObject source) {
    List<Place> places = new ArrayList<>();
    JsonObject config = source.object("configMap");
    places.addAll(items(config, "ConfigMap " + GoText.quote(config.text("name"))));
    JsonObject secret = source.object("secret");
    places.addAll(items(secret, "Secret " + GoText.quote(secret.text("name"))));
    places.addAll(items(source.object("downwardAPI"), "DownwardAPI"));
    if (source.isSet("serviceAccountToken")) {
      places.add(place(source.object("serviceAccountToken").text("path"), "ServiceAccountToken"));
    }
    if (source.isSet("clusterTrustBundle")) {
      JsonObject bundle = source.object("clusterTrustBundle");
      String of = bundle.isSet("name") ? bundle.text("name") : bundle.text("signerName");
      places.add(place(bundle.text("path"), "ClusterTrustBundle " + GoText.quote(of)));
    }
    return places;
  }

  private static List<Place> items(JsonObject source, String of) {
    return source.array("items").objects().map(item -> place(item.text("path"), of)).toList();
  }

  private static Place place(String path, String source) {
    return new Place(path.replaceAll("/+$", ""), source);
  }

  private static void among(
      List<String> warnings, String volume, String what, List<List<Place>> sources) {
    List<Place> seen = new ArrayList<>();
    for (Place place : sources.stream().flatMap(List::stream).toList()) {
      for (Place other : seen) {
        if (other.isInTheWayOf(place)) {
          warnings.add(
              "volume %s (%s): overlapping paths: %s with %s"
                  .formatted(GoText.quote(volume), what, place, other));
        }
      }
      seen.add(place);
    }
  }
}
