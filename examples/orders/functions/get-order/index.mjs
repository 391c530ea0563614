import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";

const s3 = new S3Client({ forcePathStyle: true });
const headers = { "content-type": "application/json" };

export async function handler(event) {
  try {
    const { Body } = await s3.send(
      new GetObjectCommand({
        Bucket: process.env.ORDERS_BUCKET,
        Key: event.pathParameters.orderId,
      }),
    );
    return { statusCode: 200, headers, body: await Body.transformToString() };
  } catch (error) {
    if (error.name !== "NoSuchKey") throw error;
    return { statusCode: 404, headers, body: JSON.stringify({ message: "No such order" }) };
  }
}
