package dev.keelson.scheduler.view;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Amounts of resources. CPU in thousandths, everything else in whole units (bytes, devices).
 * Immutable.
 */
public final class Resources {
  public static final String CPU = "cpu";
  public static final String MEMORY = "memory";
  public static final String EPHEMERAL_STORAGE = "ephemeral-storage";
  public static final String PODS = "pods";

  private static final String[] NO_NAMES = {};
  private static final long[] NO_AMOUNTS = {};
  public static final Resources NONE = new Resources(0, 0, 0, 0, NO_NAMES, NO_AMOUNTS);

  private final long milliCpu;
  private final long memory;
  private final long ephemeralStorage;
  private final long pods;

  /** Sorted, interned; what is neither of the four above. */
  private final String[] scalarNames;

  private final long[] scalarAmounts;

  private Resources(
      long milliCpu,
      long memory,
      long ephemeralStorage,
      long pods,
      String[] names,
      long[] amounts) {
    this.milliCpu = milliCpu;
    this.memory = memory;
    this.ephemeralStorage = ephemeralStorage;
    this.pods = pods;
    this.scalarNames = names;
    this.scalarAmounts = amounts;
  }

  public static Builder builder() {
    return new Builder();
  }

  public long milliCpu() {
    return milliCpu;
  }

  /** Bytes. */
  public long memory() {
    return memory;
  }

  /** Bytes. */
  public long ephemeralStorage() {
    return ephemeralStorage;
  }

  /** Of a node: how many pods it takes. 0 of a pod. */
  public long pods() {
    return pods;
  }

  /** How many extended and other resources there are; their places are below this. */
  public int scalarCount() {
    return scalarNames.length;
  }

  /** In alphabetical order. */
  public String scalarName(int place) {
    return scalarNames[place];
  }

  public long scalarAmount(int place) {
    return scalarAmounts[place];
  }

  /** Of an extended or other resource; 0 where there is none. */
  public long scalar(String name) {
    int at = place(name);
    return at < 0 ? 0 : scalarAmounts[at];
  }

  private int place(String name) {
    for (int i = 0; i < scalarNames.length; i++) {
      if (scalarNames[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /** Of any resource, in its unit; 0 where there is none. */
  public long get(String name) {
    return switch (name) {
      case CPU -> milliCpu;
      case MEMORY -> memory;
      case EPHEMERAL_STORAGE -> ephemeralStorage;
      case PODS -> pods;
      default -> scalar(name);
    };
  }

  public Resources plus(Resources other) {
    return combined(other, 1);
  }

  public Resources minus(Resources other) {
    return combined(other, -1);
  }

  private Resources combined(Resources other, long sign) {
    String[] names = scalarNames;
    long[] amounts = scalarAmounts;
    if (other.scalarNames.length > 0) {
      if (Arrays.equals(names, other.scalarNames)) {
        amounts = amounts.clone();
        for (int i = 0; i < amounts.length; i++) {
          amounts[i] += sign * other.scalarAmounts[i];
        }
      } else {
        Builder builder = toBuilder();
        for (int i = 0; i < other.scalarNames.length; i++) {
          builder.add(other.scalarNames[i], sign * other.scalarAmounts[i]);
        }
        Resources sum = builder.build();
        names = sum.scalarNames;
        amounts = sum.scalarAmounts;
      }
    }
    return new Resources(
        milliCpu + sign * other.milliCpu,
        memory + sign * other.memory,
        ephemeralStorage + sign * other.ephemeralStorage,
        pods + sign * other.pods,
        names,
        amounts);
  }

  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.milliCpu = milliCpu;
    builder.memory = memory;
    builder.ephemeralStorage = ephemeralStorage;
    builder.pods = pods;
    builder.names = scalarNames;
    builder.amounts = scalarAmounts.clone();
    return builder;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Resources that
        && milliCpu == that.milliCpu
        && memory == that.memory
        && ephemeralStorage == that.ephemeralStorage
        && pods == that.pods
        && Arrays.equals(scalarNames, that.scalarNames)
        && Arrays.equals(scalarAmounts, that.scalarAmounts);
  }

  @Override
  public int hashCode() {
    int scalars = 31 * Arrays.hashCode(scalarNames) + Arrays.hashCode(scalarAmounts);
    return Long.hashCode(milliCpu * 31 + memory * 17 + ephemeralStorage * 7 + pods) * 31 + scalars;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("cpu=" + milliCpu + "m, memory=" + memory);
    for (int i = 0; i < scalarNames.length; i++) {
      text.append(", ").append(scalarNames[i]).append('=').append(scalarAmounts[i]);
    }
    return text.toString();
  }

  /** One thread. */
  public static final class Builder {
    private long milliCpu;
    private long memory;
    private long ephemeralStorage;
    private long pods;
    private String[] names = NO_NAMES;
    private long[] amounts = NO_AMOUNTS;

    private Builder() {}

    /** In the resource's unit. */
    public Builder add(String name, long amount) {
      return set(name, get(name) + amount);
    }

    /** In the resource's unit. */
    public Builder atLeast(String name, long amount) {
      return has(name) ? set(name, Math.max(get(name), amount)) : set(name, amount);
    }

    public Builder set(String name, long amount) {
      switch (name) {
        case CPU -> milliCpu = amount;
        case MEMORY -> memory = amount;
        case EPHEMERAL_STORAGE -> ephemeralStorage = amount;
        case PODS -> pods = amount;
        default -> setScalar(name, amount);
      }
      return this;
    }

    private boolean has(String name) {
      return switch (name) {
        case CPU, MEMORY, EPHEMERAL_STORAGE, PODS -> true;
        default -> Arrays.binarySearch(names, name) >= 0;
      };
    }

    private long get(String name) {
      return switch (name) {
        case CPU -> milliCpu;
        case MEMORY -> memory;
        case EPHEMERAL_STORAGE -> ephemeralStorage;
        case PODS -> pods;
        default -> {
          int at = Arrays.binarySearch(names, name);
          yield at < 0 ? 0 : amounts[at];
        }
      };
    }

    private void setScalar(String name, long amount) {
      int at = Arrays.binarySearch(names, name);
      if (at >= 0) {
        amounts[at] = amount;
        return;
      }
      int place = -at - 1;
      String[] moreNames = Arrays.copyOf(names, names.length + 1);
      long[] moreAmounts = Arrays.copyOf(amounts, amounts.length + 1);
      System.arraycopy(names, place, moreNames, place + 1, names.length - place);
      System.arraycopy(amounts, place, moreAmounts, place + 1, amounts.length - place);
      moreNames[place] = name.intern();
      moreAmounts[place] = amount;
      names = moreNames;
      amounts = moreAmounts;
    }

    public Resources build() {
      return new Resources(
          milliCpu,
          memory,
          ephemeralStorage,
          pods,
          names,
          amounts.length == 0 ? NO_AMOUNTS : amounts.clone());
    }
  }
}
