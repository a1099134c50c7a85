export const driveInterface = async () => ({ passed: 0, failed: 0 });
