package dev.keelson.apiserver.server.assembly;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.server.allocate.PortLedger;
import dev.keelson.apiserver.server.resource.BuiltInResources;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.storage.ObjectStore;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.Written;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.Function;

/**
 * Upstream's {@code /registry/ranges/servicenodeports}: a RangeAllocation whose bits are the ports,
 * changed only as it was read, so that all servers on the store, real ones too, share it.
 */
final class StoredPorts implements PortLedger {
  private static final int TRIES = 50;
  private static final Resource RANGES =
      BuiltInResources.internal(
          "rangeallocations",
          "/registry/ranges/",
          new GroupVersionKind("", "v1", "RangeAllocation"));
  private static final ObjectName NAME = new ObjectName("", "servicenodeports");

  private final ObjectStore store;
  private final String range;

  /**
   * @param range {@code 30000-32767}
   */
  StoredPorts(ObjectStore store, String range) {
    this.store = store;
    this.range = range;
  }

  @Override
  public <T> T change(Function<BitSet, T> change) {
    for (int i = 0; i < TRIES; i++) {
      Optional<Stored> before = store.read(RANGES, NAME);
      BitSet taken = before.map(stored -> bits(stored.object())).orElseGet(BitSet::new);
      BitSet changed = (BitSet) taken.clone();
      T answer = change.apply(changed);
      if (changed.equals(taken) || isStored(before, changed)) {
        return answer;
      }
    }
    throw new ApiFailure(ApiStatus.internal("unable to persist the updated port allocations"));
  }

  private boolean isStored(Optional<Stored> before, BitSet bits) {
    ApiObject next =
        before
            .map(Stored::object)
            .orElseGet(
                () ->
                    ApiObject.of(RANGES.kind(), JsonObject.of("name", JsonString.of(NAME.name()))))
            .with("range", JsonString.of(range))
            .with("data", JsonString.of(text(bits)))
            .withMetadata(metadata -> metadata.with("name", NAME.name()));
    Written written =
        before.isPresent()
            ? store.update(RANGES, next, before.get().revision())
            : store.create(RANGES, next, 0);
    return written instanceof Written.Done;
  }

  /** Go's big.Int: the first byte is the highest. */
  private static BitSet bits(ApiObject allocation) {
    byte[] bytes = Base64.getDecoder().decode(allocation.tree().text("data"));
    BigInteger number = new BigInteger(1, bytes);
    BitSet bits = new BitSet(number.bitLength());
    for (int i = 0; i < number.bitLength(); i++) {
      bits.set(i, number.testBit(i));
    }
    return bits;
  }

  private static String text(BitSet bits) {
    BigInteger number = BigInteger.ZERO;
    for (int i = bits.nextSetBit(0); i >= 0; i = bits.nextSetBit(i + 1)) {
      number = number.setBit(i);
    }
    byte[] bytes = number.toByteArray();
    int from = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
    return Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, from, bytes.length));
  }
}
