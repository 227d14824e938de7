using System.Text;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Tests.Observations;

/// <summary>Reads lines as a test says it, with a clock at half past four on a Tuesday in October.</summary>
internal static class CanonicalLines
{
    public static readonly DateTimeOffset Now = new(2026, 10, 6, 16, 30, 0, TimeSpan.FromHours(1));

    public static LineOutcome Read(string line, ReaderOptions? options = null) => Read(Encoding.UTF8.GetBytes(line), options);

    public static LineOutcome Read(byte[] line, ReaderOptions? options = null) =>
        new ObservationReader(options ?? ReaderOptions.Sender).Read(line, 7, Now);

    public static T Taken<T>(string line, ReaderOptions? options = null)
        where T : Observation =>
        Read(line, options) is ReadLine read ? Assert.IsType<T>(read.Observation) : throw new InvalidOperationException(Read(line, options).ToString());
}
