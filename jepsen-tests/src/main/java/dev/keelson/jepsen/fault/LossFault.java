package dev.keelson.jepsen.fault;

/** Packets get lost on every link. */
final class LossFault extends WireFault {
  private static final int[] PERCENT = {10, 30, 60};

  LossFault() {
    super("loss", "10, 30, 60 % of the packets between members are lost", 2);
  }

  @Override
  public void strike(Scene scene, int round) {
    int percent = PERCENT[round % PERCENT.length];
    scene.note("lose " + percent + " %");
    scene.wire().lose(percent);
  }
}
