package dev.keelson.apiserver.server.kind.cluster;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Place;
import java.util.List;

/** Upstream's validation of PriorityLevelConfigurations. */
final class PriorityLevelRules implements Rules {
  private static final long QUEUES_MOST = 10_000_000;
  private static final int ENTROPY_MOST = 60;

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    Place spec = Place.of(object, errors).at("spec");
    String type = spec.text("type");
    if (object.name().equals("exempt") != type.equals("Exempt")) {
      spec.invalid("type", "must be 'Exempt' if and only if `name` is 'exempt'");
    }
    switch (type) {
      case "Exempt" -> {
        if (spec.has("limited")) {
          spec.forbidden("limited", "must be nil if the type is not Limited");
        }
        checkShares(spec.at("exempt"));
      }
      case "Limited" -> {
        if (spec.has("exempt")) {
          spec.forbidden("exempt", "must be nil if the type is Limited");
        }
        if (spec.has("limited")) {
          checkLimited(spec.at("limited"));
        } else {
          spec.required("limited", "must not be empty when type is Limited");
        }
      }
      default -> spec.requireOneOf("type", List.of("Exempt", "Limited"));
    }
    FlowRules.checkConditions(object, errors);
  }

  @Override
  public void statusUpdated(ApiObject next, ApiObject before, FieldErrors errors) {
    FlowRules.checkConditions(next, errors);
  }

  private static void checkShares(Place shares) {
    if (shares.number("nominalConcurrencyShares") < 0) {
      shares.invalid("nominalConcurrencyShares", "must be a non-negative integer");
    }
    long percent = shares.number("lendablePercent");
    if (percent < 0 || percent > 100) {
      shares.invalid("lendablePercent", "must be between 0 and 100, inclusive");
    }
  }

  private static void checkLimited(Place limited) {
    checkShares(limited);
    if (limited.number("borrowingLimitPercent") < 0) {
      limited.invalid("borrowingLimitPercent", "if specified, must be a non-negative integer");
    }
    Place response = limited.at("limitResponse");
    switch (response.text("type")) {
      case "Reject" -> {
        if (response.has("queuing")) {
          response.forbidden("queuing", "must be nil if limited.limitResponse.type is not Limited");
        }
      }
      case "Queue" -> {
        if (response.has("queuing")) {
          checkQueuing(response.at("queuing"));
        } else {
          response.required(
              "queuing", "must not be empty if limited.limitResponse.type is Limited");
        }
      }
      default -> response.requireOneOf("type", List.of("Queue", "Reject"));
    }
  }

  private static void checkQueuing(Place queuing) {
    long queues = queuing.number("queues");
    long hand = queuing.number("handSize");
    if (queuing.number("queueLengthLimit") <= 0) {
      queuing.invalid("queueLengthLimit", "must be positive");
    }
    if (queues <= 0) {
      queuing.invalid("queues", "must be positive");
    } else if (queues > QUEUES_MOST) {
      queuing.invalid("queues", "must not be greater than " + QUEUES_MOST);
    }
    if (hand <= 0) {
      queuing.invalid("handSize", "must be positive");
    } else if (hand > queues) {
      queuing.invalid("handSize", "should not be greater than queues (" + queues + ")");
    } else if (entropy(queues, hand) > ENTROPY_MOST) {
      queuing.invalid(
          "handSize",
          "required entropy bits of deckSize %d and handSize %d should not be greater than %d"
              .formatted(queues, hand, ENTROPY_MOST));
    }
  }

  /** Bits that it takes to deal a hand. */
  private static int entropy(long deck, long hand) {
    return (int) Math.ceil(Math.log(deck) / Math.log(2) * hand);
  }
}
