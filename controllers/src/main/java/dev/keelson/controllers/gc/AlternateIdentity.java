package dev.keelson.controllers.gc;

import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;

/** By what else dependents know an owner that is not where it was looked for. Pure. */
final class AlternateIdentity {
  private AlternateIdentity() {}

  /** The next in order after {@code absent}, else the first: so each has its turn. */
  static Optional<Identity> of(Collection<Node> dependents, Identity absent) {
    TreeSet<Identity> found = new TreeSet<>();
    for (Node dependent : dependents) {
      for (OwnerReference each : dependent.owners) {
        if (each.uid().equals(absent.uid()) && !isSame(each, dependent, absent)) {
          found.add(identity(each, dependent, absent));
        }
      }
    }
    found.remove(absent);
    Identity following = found.higher(absent);
    if (following != null) {
      return Optional.of(following);
    }
    return found.stream().findFirst();
  }

  private static boolean isSame(OwnerReference reference, Node dependent, Identity absent) {
    return reference.names(absent)
        && (!absent.isNamespaced() || absent.namespace().equals(dependent.identity.namespace()));
  }

  private static Identity identity(OwnerReference reference, Node dependent, Identity absent) {
    Identity other = Identity.of(reference, dependent.identity.namespace());
    boolean isOfCluster =
        !absent.isNamespaced() && other.groupVersionKind().equals(absent.groupVersionKind());
    return isOfCluster ? other.in("") : other;
  }
}
