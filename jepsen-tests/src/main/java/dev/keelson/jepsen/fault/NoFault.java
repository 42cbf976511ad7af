package dev.keelson.jepsen.fault;

/** A quiet day: what fails now fails always. */
final class NoFault implements Fault {
  @Override
  public String name() {
    return "none";
  }

  @Override
  public String about() {
    return "nothing goes wrong";
  }

  @Override
  public boolean strikes() {
    return false;
  }

  @Override
  public void strike(Scene scene, int round) {}

  @Override
  public void heal(Scene scene) {}
}
