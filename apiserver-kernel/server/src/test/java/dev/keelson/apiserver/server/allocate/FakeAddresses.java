package dev.keelson.apiserver.server.allocate;

import dev.keelson.apiserver.model.ObjectName;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps addresses in a map; shows those it has only where told to. */
public final class FakeAddresses implements Addresses {
  final Map<String, ObjectName> owners = new HashMap<>();
  boolean isBlind;
  boolean isBroken;
  int asked;

  @Override
  public boolean seemsTaken(String ip) {
    return !isBlind && owners.containsKey(ip);
  }

  @Override
  public CompletionStage<Boolean> reserve(String ip, String family, ObjectName service) {
    asked++;
    return isBroken
        ? CompletableFuture.failedStage(new IllegalStateException("the store is away"))
        : CompletableFuture.completedStage(owners.putIfAbsent(ip, service) == null);
  }

  @Override
  public CompletionStage<Void> release(String ip) {
    owners.remove(ip);
    return CompletableFuture.completedStage(null);
  }
}
