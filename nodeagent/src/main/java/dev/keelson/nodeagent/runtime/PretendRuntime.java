package dev.keelson.nodeagent.runtime;

import dev.keelson.nodeagent.shell.Ending;
import dev.keelson.nodeagent.shell.Program;
import dev.keelson.nodeagent.shell.Run;
import dev.keelson.nodeagent.shell.Surroundings;
import dev.keelson.nodeagent.spec.ContainerKind;
import dev.keelson.nodeagent.spec.References;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs nothing, and says what would have come of it. What a container does is decided, in this
 * order, by
 *
 * <ol>
 *   <li>its {@link Script};
 *   <li>its command, where the {@link Program tiny shell} can follow it;
 *   <li>its image and pod: a bare shell image without a terminal ends at once; a pod of a Job, or
 *       an init container, ends at once with 0, unless its image is pause; everything else runs
 *       until it is stopped.
 * </ol>
 */
public final class PretendRuntime implements ContainerRuntime {
  @Override
  public String type() {
    return "pretend";
  }

  @Override
  public String version() {
    return "1.0.0";
  }

  @Override
  public Pull pull(Launch launch, boolean isPresent) {
    String image = launch.spec().image();
    Script script = script(launch);
    Duration delay = script.duration("pull-delay").orElse(Duration.ZERO);
    if (!Images.isGood(image)) {
      return new Pull.BadName("invalid reference format");
    }
    Optional<String> failure = failure(script, image);
    if (failure.isPresent() && !isOver(script, "fail-pull-for", launch)) {
      return new Pull.Failed(delay, failure.get());
    }
    return switch (launch.spec().pullPolicy()) {
      case "Never" -> script.flag("absent").orElse(false) ? new Pull.Absent() : new Pull.Present();
      case "IfNotPresent" ->
          isPresent ? new Pull.Present() : new Pull.Pulled(delay, Images.size(image));
      default -> new Pull.Pulled(delay, Images.size(image));
    };
  }

  /** Whether the time since the pod's creation is more than the script says. */
  private static boolean isOver(Script script, String key, Launch launch) {
    Optional<Instant> created =
        dev.keelson.nodeagent.spec.PodView.time(
            launch.pod().object().metadata().text("creationTimestamp"));
    Optional<Duration> bound = script.duration(key);
    return bound.isPresent()
        && created.isPresent()
        && launch.at().isAfter(created.get().plus(bound.get()));
  }

  /** The script's word, else what the image's name says. */
  private static Optional<String> failure(Script script, String image) {
    return switch (script.text("fail-pull").orElse("")) {
      case "" -> MissingImages.failure(image);
      case "false" -> Optional.empty();
      case "true" -> Optional.of(MissingImages.notFound(Images.fullName(image)));
      case String text -> Optional.of(text);
    };
  }

  private static Script script(Launch launch) {
    return Script.of(launch.pod(), launch.spec().name());
  }

  @Override
  public ContainerHandle start(Launch launch) {
    Script script = script(launch);
    Duration delay =
        launch.isAdopted() ? Duration.ZERO : script.duration("start-delay").orElse(Duration.ZERO);
    Instant startedAt = launch.at().plus(delay);
    Optional<Program> program = program(launch, script);
    PretendContainer.Origin origin =
        new PretendContainer.Origin(
            startedAt,
            script,
            program.map(
                each -> new PretendContainer.Running(each, surroundings(launch, startedAt))),
            stopCode(launch, script, program.isPresent()),
            ImageFiles.of(launch.spec().image()),
            launch.files());
    Optional<Duration> scripted = scriptedEnd(launch, script);
    if (scripted.isPresent()) {
      return origin.ending(
          scripted.get(), script.number("exit-code").orElse(0), script.text("message").orElse(""));
    }
    if (script.text("run").filter("forever"::equals).isPresent()) {
      return origin.goingOn();
    }
    return program
        .map(each -> followed(each, launch, origin))
        .orElseGet(() -> unscripted(launch, origin));
  }

  private static Optional<Program> program(Launch launch, Script script) {
    List<String> command =
        script
            .text("command")
            .map(text -> List.of("sh", "-c", text))
            .orElseGet(() -> commandLine(launch));
    return Program.ofCommand(command);
  }

  private static List<String> commandLine(Launch launch) {
    return launch.spec().commandLine().stream()
        .map(each -> References.filled(each, launch.environment()))
        .toList();
  }

  private static Surroundings surroundings(Launch launch, Instant start) {
    return new Surroundings(
        launch.environment(),
        withImage(launch),
        launch.pod().hostname(),
        start,
        "",
        !endsWhereNothingIsKnown(launch),
        (launch.key() + launch.spec().name() + launch.attempt()).hashCode());
  }

  private static Map<String, String> withImage(Launch launch) {
    Map<String, String> image = ImageFiles.of(launch.spec().image()).files();
    if (image.isEmpty() || launch.files().isEmpty()) {
      return image.isEmpty() ? launch.files() : image;
    }
    Map<String, String> all = new HashMap<>(image);
    all.putAll(launch.files());
    return all;
  }

  private static Optional<Duration> scriptedEnd(Launch launch, Script script) {
    boolean isMeant =
        script.number("exit-times").map(times -> launch.attempt() < times).orElse(true);
    if (!isMeant) {
      return Optional.empty();
    }
    return script
        .duration("exit-after")
        .or(() -> script.number("exit-code").map(_ -> Duration.ZERO));
  }

  private static ContainerHandle followed(
      Program program, Launch launch, PretendContainer.Origin origin) {
    Run run = program.foresee(surroundings(launch, origin.startedAt()));
    return switch (run.ending()) {
      case Ending.GoesOn _ -> origin.goingOn();
      case Ending.Exited(int code, Duration after) ->
          origin.ending(after, code, TerminationMessage.of(launch, run, code));
    };
  }

  private static ContainerHandle unscripted(Launch launch, PretendContainer.Origin origin) {
    boolean isIdleShell =
        Images.isShell(launch.spec().image())
            && launch.spec().commandLine().isEmpty()
            && !launch.spec().tree().isTrue("stdin");
    boolean isOnAndOn = Images.isPause(launch.spec().image());
    return isIdleShell || (endsWhereNothingIsKnown(launch) && !isOnAndOn)
        ? origin.ending(Duration.ZERO, 0, "")
        : origin.goingOn();
  }

  private static boolean endsWhereNothingIsKnown(Launch launch) {
    return launch.spec().kind() == ContainerKind.INIT
        || launch.spec().kind() == ContainerKind.MAIN
            && launch.pod().controllerKind().equals("Job");
  }

  /** A shell's child dies of SIGTERM; a server ends well, where ending is not success. */
  private static int stopCode(Launch launch, Script script, boolean isProgram) {
    boolean isServer = !isProgram && launch.pod().restartPolicy().equals("Always");
    return script.number("stop-code").orElse(isServer ? 0 : 143);
  }
}
