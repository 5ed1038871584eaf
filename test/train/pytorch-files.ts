// What PyTorch 2.15.0 and safetensors 0.8.0 wrote:
//
// torch.manual_seed(0)
// net = nn.Sequential(nn.Conv2d(2, 3, 2), nn.BatchNorm2d(3), nn.ReLU(), nn.MaxPool2d(2, stride=1), nn.Flatten(),
//                     nn.Linear(6, 4), nn.ReLU(), nn.Linear(4, 2))
// x = torch.arange(48, dtype=torch.float32).reshape(2, 2, 3, 4).sin()
// for _ in range(3): net(x)
// net.eval()

/** safetensors.torch.save(net.state_dict()), base64 */
export const stateDict =
  '2AIAAAAAAAB7IjEubnVtX2JhdGNoZXNfdHJhY2tlZCI6eyJkdHlwZSI6Ikk2NCIsInNoYXBlIjpbXSwiZGF0YV9vZmZzZXRzIjpbMCw4XX0sIjAuYmlhcyI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbM10sImRhdGFfb2Zmc2V0cyI6WzgsMjBdfSwiMC53ZWlnaHQiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzMsMiwyLDJdLCJkYXRhX29mZnNldHMiOlsyMCwxMTZdfSwiMS5iaWFzIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlszXSwiZGF0YV9vZmZzZXRzIjpbMTE2LDEyOF19LCIxLnJ1bm5pbmdfbWVhbiI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbM10sImRhdGFfb2Zmc2V0cyI6WzEyOCwxNDBdfSwiMS5ydW5uaW5nX3ZhciI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbM10sImRhdGFfb2Zmc2V0cyI6WzE0MCwxNTJdfSwiMS53ZWlnaHQiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzNdLCJkYXRhX29mZnNldHMiOlsxNTIsMTY0XX0sIjUuYmlhcyI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbNF0sImRhdGFfb2Zmc2V0cyI6WzE2NCwxODBdfSwiNS53ZWlnaHQiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzQsNl0sImRhdGFfb2Zmc2V0cyI6WzE4MCwyNzZdfSwiNy5iaWFzIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlsyXSwiZGF0YV9vZmZzZXRzIjpbMjc2LDI4NF19LCI3LndlaWdodCI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMiw0XSwiZGF0YV9vZmZzZXRzIjpbMjg0LDMxNl19fSAgICAgIAMAAAAAAAAAHmtpvTU8GT2h6KM+Inktu5w2Qj6x/JS+HTiFvtZwC76rKsI9V4rlu0CHjz7egwC9l5m/PV3T2r0bVI69wu+svpDFb76fPRW+TJRWPGsgDz5AO1k+3nB1voanHb6nfwM+91CWPucDlb16dYc+AAAAAAAAAAAAAAAAzv9aO0ZpIj3SdJI96llDP/QsQT/LdVM/AACAPwAAgD8AAIA//MvPPkXqJT535mE9rCWMPpLnwb6HloO+aavTvVT0Ir6dmLQ+C3yHvsBwQL4yCJK+TsPDvtAHdL4GrbM+OIo6PpWdSj664q88T1NWvj10jT3uKcO+dwiXvvCDV75x4YM+Ahx1PsVmOb6BWHG82K6FPsitGj5uiYw+wLuWvvjQvj1sesa+GG6xvtI+hL6Mqmc++OdNPmqkl74=';

/** net(x).tolist() */
export const output: readonly (readonly number[])[] = [
  [-0.05404892563819885, 0.14155156910419464],
  [-0.057129889726638794, 0.10489945113658905],
];
