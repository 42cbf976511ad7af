package dev.keelson.apiserver.server.auth.rbac;

import dev.keelson.apiserver.server.auth.Attributes;
import dev.keelson.apiserver.server.auth.Authorizer;
import dev.keelson.apiserver.server.auth.GoText;
import java.util.ArrayList;
import java.util.List;

/**
 * Allows what a rule allows that a binding gives to the caller or one of his groups. It never
 * denies: where no rule says yes it has no opinion, and names the roles that it missed.
 * Thread-safe.
 */
public final class RbacAuthorizer implements Authorizer {
  private static final Decision NO_OPINION = new Decision(Verdict.NO_OPINION, "");

  private final RuleResolver resolver;

  public RbacAuthorizer(RuleResolver resolver) {
    this.resolver = resolver;
  }

  @Override
  public Decision decide(Attributes attributes) {
    Search search = new Search(attributes);
    resolver.visit(attributes.caller(), attributes.namespace(), search);
    return search.decision();
  }

  /** One decision on its way; one thread. */
  private static final class Search implements RuleResolver.Visitor {
    private final Attributes attributes;
    private final List<String> errors = new ArrayList<>(0);
    private Decision found = NO_OPINION;

    Search(Attributes attributes) {
      this.attributes = attributes;
    }

    @Override
    public boolean visit(Grant grant, List<PolicyRule> rules) {
      for (int i = 0; i < rules.size(); i++) {
        if (rules.get(i).allows(attributes)) {
          found = new Decision(Verdict.ALLOW, grant.reason());
          return false;
        }
      }
      return true;
    }

    @Override
    public void unresolved(String error) {
      errors.add(error);
    }

    Decision decision() {
      return found.isAllowed() || errors.isEmpty()
          ? found
          : new Decision(Verdict.NO_OPINION, "RBAC: " + GoText.aggregate(errors));
    }
  }
}
