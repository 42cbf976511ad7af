package dev.keelson.apiserver.server.assembly;

import dev.keelson.apiserver.server.verb.ObjectWriter;
import dev.keelson.apiserver.server.verb.ScaleVerb;
import dev.keelson.apiserver.server.verb.Serving;
import dev.keelson.apiserver.server.verb.Verbs;
import java.util.HashMap;
import java.util.Map;

/** Subresources and virtual resources with a mind of their own, by their places. */
final class Specials {
  private Specials() {}

  static Map<String, Verbs.Special> of(Serving serving) {
    ObjectWriter writer = new ObjectWriter(serving);
    Map<String, Verbs.Special> specials = new HashMap<>();
    ScaleVerb scale = new ScaleVerb(serving, writer);
    for (String place :
        new String[] {
          "/replicationcontrollers/scale",
          "apps/deployments/scale",
          "apps/replicasets/scale",
          "apps/statefulsets/scale"
        }) {
      specials.put(place, scale);
    }
    return specials;
  }
}
