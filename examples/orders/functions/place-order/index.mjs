import { randomUUID } from "node:crypto";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

const s3 = new S3Client({ forcePathStyle: true });
const json = (statusCode, value) => ({
  statusCode,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value),
});

function parseOrder(body) {
  try {
    const { item, quantity } = JSON.parse(body ?? "");
    const sound =
      typeof item === "string" && item.length <= 100 && Number.isInteger(quantity) && quantity > 0;
    return sound ? { item, quantity } : undefined;
  } catch {
    return undefined;
  }
}

export async function handler(event) {
  const wanted = parseOrder(event.body);
  if (!wanted) return json(400, { message: 'Send {"item": "…", "quantity": 1}.' });
  const order = { orderId: randomUUID(), ...wanted, placedBy: event.requestContext.identity.userArn };
  await s3.send(
    new PutObjectCommand({
      Bucket: process.env.ORDERS_BUCKET,
      Key: order.orderId,
      Body: JSON.stringify(order),
      ContentType: "application/json",
    }),
  );
  return json(201, order);
}
