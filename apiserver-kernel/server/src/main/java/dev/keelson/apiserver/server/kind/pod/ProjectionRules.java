package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.server.kind.Forms;
import dev.keelson.apiserver.server.kind.Located;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Volumes of several sources. {@code clusterTrustBundle} and {@code podCertificate} are dropped
 * before anyone validates them: their feature gates are closed.
 */
final class ProjectionRules {
  private static final long SHORTEST_TOKEN = 600;
  private static final long LONGEST_TOKEN = 1L << 32;

  private ProjectionRules() {}

  static void check(Located projected) {
    VolumeRules.mode(projected, "defaultMode");
    Set<String> paths = new HashSet<>();
    for (Located source : projected.each("sources")) {
      int kinds = 0;
      for (String kind : List.of("secret", "configMap")) {
        if (source.has(kind)) {
          kinds++;
          keyed(source.in(kind), projected, paths);
        }
      }
      if (source.has("downwardAPI")) {
        kinds++;
        Located downward = source.in("downwardAPI");
        for (Located file : downward.each("items")) {
          DownwardRules.file(file, downward);
          claim(projected, file.text("path"), file.text("path"), paths);
        }
      }
      if (source.has("serviceAccountToken")) {
        kinds++;
        token(source.in("serviceAccountToken"), projected);
      }
      if (kinds > 1) {
        source
            .errors()
            .forbidden(source.path(), "may not specify more than 1 volume type per source");
      }
    }
  }

  private static void keyed(Located source, Located projected, Set<String> paths) {
    source.needsText("name");
    for (Located item : source.each("items")) {
      VolumeRules.keyToPath(item);
      claim(projected, item.text("path"), source.text("name"), paths);
    }
  }

  private static void claim(Located projected, String path, String value, Set<String> paths) {
    if (!path.isEmpty() && !paths.add(path)) {
      projected.errors().invalid(projected.path(), value, "conflicting duplicate paths");
    }
  }

  private static void token(Located token, Located projected) {
    long seconds = token.number("expirationSeconds");
    if (seconds < SHORTEST_TOKEN) {
      token.invalid("expirationSeconds", "may not specify a duration less than 10 minutes");
    }
    if (seconds > LONGEST_TOKEN) {
      token.invalid("expirationSeconds", "may not specify a duration larger than 2^32 seconds");
    }
    // Upstream leaves the source out of this path.
    Located at = projected.holding(token.json());
    if (at.needsText("path")) {
      at.form("path", Forms::filePath);
    }
  }
}
