// Stands in for a native module. VS Code asks it for a telemetry id only, and telemetry is off in the tests.
exports.getDeviceId = () => Promise.resolve('00000000-0000-0000-0000-000000000000');
