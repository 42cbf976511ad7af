package dev.keelson.controllers.network;

import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.network.disruption.DisruptionController;
import dev.keelson.controllers.network.endpoints.EndpointsController;
import dev.keelson.controllers.network.endpointslice.EndpointSliceController;
import dev.keelson.controllers.network.mirroring.MirroringController;
import dev.keelson.controllers.network.servicecidr.ServiceCidrController;
import java.util.List;

/** The controllers of this package and those below. */
public final class NetworkControllers {
  public static final List<ControllerKind> ALL =
      List.of(
          EndpointsController.KIND,
          EndpointSliceController.KIND,
          MirroringController.KIND,
          DisruptionController.KIND,
          ServiceCidrController.KIND);

  private NetworkControllers() {}
}
